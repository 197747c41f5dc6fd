/**
 * The expressions of one request with its placeholders: checked in AWS's order and bound. One object for each request, or for each action of a transaction.
 *
 * Order: expressions beside the older parameters, placeholders without expressions, empty and malformed placeholders, then each expression as the caller asks for it, then
 * placeholders that no expression used.
 */
import type { ServiceError } from "../../../kit/errors.ts";
import type { Wording } from "../errors.ts";
import { plainly } from "../errors.ts";
import { bindCondition } from "../expressions/bind-condition.ts";
import { bindUpdate } from "../expressions/bind-update.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { parsedCondition, parsedProjection, parsedUpdate } from "../expressions/parsed.ts";
import { type AttributeNames, Placeholders } from "../expressions/placeholders.ts";
import { ExpressionProblem } from "../expressions/problem.ts";
import type { BoundCondition, BoundUpdate, Projection } from "../expressions/syntax.ts";
import { EXPRESSION_BYTES_MAX } from "../limits.ts";
import { type Item, itemOf } from "../values/attribute-value.ts";
import { problemOfValue } from "../values/check-value.ts";

/** What requests with expressions have in common. */
export interface ExpressionMembers {
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: AttributeNames | undefined;
  readonly ExpressionAttributeValues?: object | undefined;
}

export type ExpressionParameter = Exclude<
  keyof ExpressionMembers,
  "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** Which parameters an operation has. */
export interface ExpressionParameters {
  /** In the order in which AWS names them. */
  readonly expressions: readonly ExpressionParameter[];
  /** The older parameters that do not go with expressions. */
  readonly others: readonly string[];
}

const ALIAS = /^#[0-9a-zA-Z_]+$/;
const VALUE = /^:[0-9a-zA-Z_]+$/;

export class RequestExpressions {
  private readonly input: ExpressionMembers;
  private readonly wording: Wording;
  private readonly placeholders: Placeholders;

  /** @throws {ServiceError} ValidationException */
  constructor(input: ExpressionMembers, parameters: ExpressionParameters, wording: Wording = plainly) {
    this.input = input;
    this.wording = wording;
    refuseMixture(input, parameters, wording);
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
    if (names !== undefined) refusePlaceholders("ExpressionAttributeNames", names, { pattern: ALIAS, wording });
    if (values !== undefined) {
      refusePlaceholders("ExpressionAttributeValues", values, { pattern: VALUE, wording });
      refuseValues(itemOf(values), wording);
    }
    this.placeholders = new Placeholders(names, values === undefined ? undefined : itemOf(values));
  }

  update(): BoundUpdate | undefined {
    return this.bound("UpdateExpression", (text) => bindUpdate(parsedUpdate(text), this.placeholders));
  }

  condition(
    parameter: "ConditionExpression" | "KeyConditionExpression" | "FilterExpression",
  ): BoundCondition | undefined {
    return this.bound(parameter, (text) => bindCondition(parsedCondition(text), this.placeholders));
  }

  projection(): Projection | undefined {
    return this.bound("ProjectionExpression", (text) => {
      const paths = parsedProjection(text).map((path) => this.placeholders.path(path));
      refuseOverlaps(paths);
      return paths;
    });
  }

  /** @throws {ServiceError} ValidationException when a placeholder was not used */
  end(): void {
    const unused = this.placeholders.unused();
    if (unused !== undefined) throw this.wording(unused);
  }

  private bound<T>(parameter: ExpressionParameter, bind: (text: string) => T): T | undefined {
    const text = this.input[parameter];
    if (text === undefined) return undefined;
    const refuse = (message: string): ServiceError => this.wording(`Invalid ${parameter}: ${message}`);
    if (text === "") throw refuse("The expression can not be empty;");
    // AWS: the size of the text as it is sent; the older wording tells it.
    const bytes = text.length * 3 < EXPRESSION_BYTES_MAX ? 0 : Buffer.byteLength(text);
    if (bytes > EXPRESSION_BYTES_MAX) {
      const size = this.wording === plainly ? ` expression size: ${bytes}` : "";
      throw refuse(`Expression size has exceeded the maximum allowed size;${size}`);
    }
    try {
      return bind(text);
    } catch (cause) {
      if (cause instanceof ExpressionProblem) throw refuse(cause.message);
      throw cause;
    }
  }
}

function refuseMixture(
  input: ExpressionMembers,
  { expressions, others }: ExpressionParameters,
  wording: Wording,
): void {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  const used = expressions.filter((parameter) => input[parameter] !== undefined);
  const isOther = (parameter: string): boolean =>
    (input as Readonly<Record<string, unknown>>)[parameter] !== undefined &&
    // AWS: KeyConditions go with a filter expression.
    !(parameter === "KeyConditions" && input.KeyConditionExpression === undefined);
  const mixed = used.length === 0 ? [] : others.filter(isOther);
  if (mixed.length > 0) {
    throw wording(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${mixed.join(", ")}} Expression parameters: {${used.join(", ")}}`,
    );
  }
  if (names !== undefined && used.length === 0)
    throw wording("ExpressionAttributeNames can only be specified when using expressions");
  const valued = expressions.filter((parameter) => parameter !== "ProjectionExpression");
  if (values === undefined || valued.length === 0 || used.some((parameter) => parameter !== "ProjectionExpression"))
    return;
  // AWS: the newer wording leaves the parameters out.
  const which = wording === plainly ? `: ${valued.join(" and ")} ${valued.length > 1 ? "are" : "is"} null` : "";
  throw wording(`ExpressionAttributeValues can only be specified when using expressions${which}`);
}

function refusePlaceholders(
  parameter: string,
  given: object,
  { pattern, wording }: { readonly pattern: RegExp; readonly wording: Wording },
): void {
  const names = Object.keys(given);
  if (names.length === 0) throw wording(`${parameter} must not be empty`);
  for (const name of names) {
    if (!pattern.test(name)) throw wording(`${parameter} contains invalid key: Syntax error; key: "${name}"`);
  }
}

function refuseValues(values: Item, wording: Wording): void {
  for (const name in values) {
    const value = values[name];
    const found = value === undefined ? undefined : problemOfValue(value);
    if (found === undefined) continue;
    // AWS: too deep a value is told without its place (captured 2026-09-20).
    if (found.startsWith("Nesting Levels")) throw wording(found);
    throw wording(`ExpressionAttributeValues contains invalid value: ${found} for key ${name}`);
  }
}
