/** A read by key: the key and what of the item is wanted, by expression or by the older parameter. */
import type { Wording } from "../errors.ts";
import type { Projection } from "../expressions/syntax.ts";
import type { Item } from "../values/attribute-value.ts";
import { legacyProjection } from "./legacy.ts";
import { type ExpressionMembers, type ExpressionParameters, RequestExpressions } from "./request-expressions.ts";
import { checkedItem } from "./write-request.ts";

const PROJECTING: ExpressionParameters = { expressions: ["ProjectionExpression"], others: ["AttributesToGet"] };

export interface ProjectionMembers extends ExpressionMembers {
  readonly AttributesToGet?: readonly string[] | undefined;
}

/** @throws {ServiceError} ValidationException */
export function projectionRequest(input: ProjectionMembers, wording: Wording): Projection | undefined {
  const expressions = new RequestExpressions(input, PROJECTING, wording);
  const legacy = legacyProjection(input.AttributesToGet, wording);
  const projection = expressions.projection() ?? legacy;
  expressions.end();
  return projection;
}

/** @throws {ServiceError} ValidationException */
export function keyRequest(
  input: ProjectionMembers & { readonly Key?: object | undefined },
  wording: Wording,
): { readonly key: Item; readonly projection: Projection | undefined } {
  const expressions = new RequestExpressions(input, PROJECTING, wording);
  const key = checkedItem(input.Key, wording);
  const legacy = legacyProjection(input.AttributesToGet, wording);
  const projection = expressions.projection() ?? legacy;
  expressions.end();
  return { key, projection };
}
