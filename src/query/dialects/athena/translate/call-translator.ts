/**
 * Translates a function call: chooses the row of the function table that fits the argument types, converts the arguments,
 * fills the row's template. Aggregates and window functions also get DISTINCT, ORDER BY, FILTER and OVER here.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import { functionRows, unexpectedParameters } from "../functions/function-table.ts";
import type { EmitCall, FunctionRow, TranslatedLambda } from "../functions/function-row.ts";
import { matchType, typeOfPattern } from "../functions/signature.ts";
import type { TypeBindings, TypePattern } from "../functions/signature.ts";
import type { Expression, FunctionCall } from "../syntax.ts";
import { duckdbTypeOf } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { coerce } from "./casts.ts";
import type { ExpressionEnvironment } from "./context.ts";
import { typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { orderByText, overText } from "./window-translator.ts";

export type TranslateExpression = (expression: Expression, environment: ExpressionEnvironment) => Typed;

type LambdaExpression = Expression & { readonly kind: "lambda" };

interface Match {
  readonly row: FunctionRow;
  readonly bindings: TypeBindings;
  readonly lambdas: readonly TranslatedLambda[];
}

/** A call of a name that is in the function table. */
export function translateTableCall(
  call: FunctionCall & SqlPosition,
  environment: ExpressionEnvironment,
  translate: TranslateExpression,
): Typed {
  const rows = functionRows(call.name, call);
  checkKind(rows, call, environment);
  const inner: ExpressionEnvironment =
    rows.some((row) => row.kind === "aggregate") && call.over === undefined
      ? { ...environment, aggregates: "refused" }
      : environment;
  const given = call.args.map((arg) => (arg.kind === "lambda" ? arg : translate(arg, inner)));
  return emitRow(rows, given, { call, environment, translate });
}

interface CallSite {
  readonly call: FunctionCall & SqlPosition;
  readonly environment: ExpressionEnvironment;
  readonly translate: TranslateExpression;
}

/** Applies the first fitting of `rows`; for subscripts and operators that share the machinery. */
export function emitRow(
  rows: readonly FunctionRow[],
  given: readonly (Typed | LambdaExpression)[],
  site: CallSite,
): Typed {
  const match = findMatch(rows, given, site);
  if (match === undefined) {
    const types = given.map((arg): AthenaType => ("sql" in arg ? arg.type : { kind: "unknown" }));
    throw unexpectedParameters(site.call.name, types, site.call);
  }
  const { row, bindings, lambdas } = match;
  const plain = given.map((arg, index) => ({ arg, pattern: patternAt(row, index) }));
  const args = plain.flatMap(({ arg, pattern }, index) =>
    "sql" in arg ? [isFree(row, index) ? arg : coerceTo(arg, pattern, bindings)] : [],
  );
  const result =
    row.resultOf?.(args.map((arg) => arg.type)) ??
    typeOfPattern(
      row.signature.result,
      bindings,
      args.find((arg) => arg.type.kind === "timestamp" || arg.type.kind === "timestamp with time zone")?.type,
    );
  const emitCall: EmitCall = {
    name: row.name,
    args,
    lambdas,
    result,
    position: { line: site.call.line, column: site.call.column },
    typeOf: (variable) => duckdbTypeOf(bindings.get(variable) ?? { kind: "unknown" }),
  };
  let lambdaIndex = 0;
  const texts = plain.map(({ arg }, index) => {
    if ("sql" in arg) return args[plain.slice(0, index).filter((other) => "sql" in other.arg).length]?.sql ?? "";
    const lambda = lambdas[lambdaIndex];
    lambdaIndex += 1;
    return lambda === undefined ? "" : `lambda ${lambda.parameters.join(", ")}: ${lambda.body.sql}`;
  });
  const text = typeof row.emit === "string" ? fill(row.emit, texts, result, site) : row.emit(emitCall);
  // What a plain row wrote by itself holds the user's own text; only aggregates leave places to fill.
  return typed(
    `(${typeof row.emit !== "string" && row.kind !== "plain" ? fill(text, texts, result, site) : text})`,
    result,
  );
}

function patternAt(row: FunctionRow, index: number): TypePattern {
  const { parameters } = row.signature;
  return parameters[Math.min(index, parameters.length - 1)] ?? { kind: "variable", name: "T" };
}

function coerceTo(arg: Typed, pattern: TypePattern, bindings: TypeBindings): Typed {
  const target = typeOfPattern(pattern, bindings, arg.type);
  const converted = coerce(arg, target);
  return arg.constant === undefined || converted.sql !== arg.sql ? converted : { ...converted, constant: arg.constant };
}

function findMatch(
  rows: readonly FunctionRow[],
  given: readonly (Typed | LambdaExpression)[],
  site: CallSite,
): Match | undefined {
  for (const coerceArguments of [false, true]) {
    for (const row of rows) {
      const match = tryRow(row, given, { ...site, coerceArguments });
      if (match !== undefined) return match;
    }
  }
  return undefined;
}

function tryRow(
  row: FunctionRow,
  given: readonly (Typed | LambdaExpression)[],
  site: CallSite & { readonly coerceArguments: boolean },
): Match | undefined {
  const { parameters, variadic } = row.signature;
  if (variadic ? given.length < parameters.length - 1 : given.length !== parameters.length) return undefined;
  const bindings: TypeBindings = new Map();
  for (const [index, arg] of given.entries()) {
    const pattern = patternAt(row, index);
    const fits =
      "sql" in arg
        ? pattern.kind !== "lambda" &&
          (isFree(row, index) || matchType(pattern, arg.type, bindings, { coerce: site.coerceArguments }))
        : pattern.kind === "lambda" && pattern.parameters.length === arg.parameters.length;
    if (!fits) return undefined;
  }
  const lambdas: TranslatedLambda[] = [];
  for (const [index, arg] of given.entries()) {
    const pattern = patternAt(row, index);
    if ("sql" in arg || pattern.kind !== "lambda") continue;
    const lambda = bindLambda(arg, pattern, bindings, site);
    if (lambda === undefined) return undefined;
    lambdas.push(lambda);
  }
  return { row, bindings, lambdas };
}

/** `format`'s arguments are of any types, each its own. */
function isFree(row: FunctionRow, index: number): boolean {
  return row.name === "format" && index > 0;
}

function bindLambda(
  lambda: LambdaExpression,
  pattern: TypePattern & { readonly kind: "lambda" },
  bindings: TypeBindings,
  { environment, translate }: CallSite,
): TranslatedLambda | undefined {
  const parameters = lambda.parameters.map(() => environment.context.nextId("athena_p"));
  const values = lambda.parameters.map((name, index) => {
    const type = typeOfPattern(pattern.parameters[index] ?? { kind: "variable", name: "T" }, bindings);
    return { name: name.text.toLowerCase(), value: typed(parameters[index] ?? "", type) };
  });
  const body = translate(lambda.body, {
    ...environment,
    lambdaParameters: [...values, ...environment.lambdaParameters],
    aggregates: "refused",
  });
  if (!matchType(pattern.result, body.type, bindings, { coerce: true })) return undefined;
  return { parameters, body: coerce(body, typeOfPattern(pattern.result, bindings, body.type)) };
}

function checkKind(
  rows: readonly FunctionRow[],
  call: FunctionCall & SqlPosition,
  environment: ExpressionEnvironment,
): void {
  const kinds = new Set(rows.map((row) => row.kind));
  if (call.over !== undefined && !kinds.has("aggregate") && !kinds.has("window"))
    throw sqlErrorAt("FUNCTION_NOT_FOUND", call, `Window function ${call.name} not registered`);
  if (call.over === undefined && kinds.has("window"))
    throw sqlErrorAt("SYNTAX_ERROR", call, `Window function ${call.name} requires an OVER clause`);
  if (call.over === undefined && kinds.has("aggregate") && environment.aggregates === "refused") {
    throw sqlErrorAt("SYNTAX_ERROR", call, `Cannot nest aggregations or use them here: ${call.name}`);
  }
  const isAggregate = kinds.has("aggregate");
  if (!isAggregate && (call.distinct || call.filter !== undefined || call.orderBy.length > 0))
    throw sqlErrorAt("SYNTAX_ERROR", call, `DISTINCT, FILTER and ORDER BY are not supported for function ${call.name}`);
}

/** Puts arguments and modifiers into a template. Arguments go in last of all, so that none is read as a placeholder. */
function fill(
  template: string,
  texts: readonly string[],
  result: AthenaType,
  { call, environment, translate }: CallSite,
): string {
  const nulls = call.nullTreatment === "ignore" ? " IGNORE NULLS" : "";
  const order =
    template.includes("$o") && call.orderBy.length > 0 ? ` ${orderByText(call.orderBy, environment, translate)}` : "";
  const filter =
    call.filter === undefined
      ? ""
      : ` FILTER (WHERE ${translate(call.filter, { ...environment, aggregates: "refused" }).sql})`;
  const over = call.over === undefined ? "" : ` ${overText(call.over, environment, translate)}`;
  return template.replaceAll(/\$(?:(\d)|t(\d)|\*|r|d|o|m|n)/gu, (placeholder, index: string | undefined) => {
    if (index !== undefined) return texts[Number(index) - 1] ?? "NULL";
    switch (placeholder) {
      case "$*":
        return texts.join(", ");
      case "$r":
        return duckdbTypeOf(result);
      case "$d":
        return call.distinct ? "DISTINCT " : "";
      case "$o":
        return order;
      case "$m":
        return filter + over;
      default:
        return nulls;
    }
  });
}
