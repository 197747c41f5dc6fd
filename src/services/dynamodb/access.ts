/** The permissions that operations ask for: on a table, on an index of it, on everything. */
import type { RequestContext } from "../../kit/context.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import { indexArn, tableArn, tablePlace } from "./scope.ts";

export function tableAccess(action: string, name: string | undefined, context: RequestContext): AccessCheck {
  return { action: `dynamodb:${action}`, resource: tableArn(tablePlace(context, name ?? "")) };
}

export function everythingAccess(action: string): AccessCheck {
  return { action: `dynamodb:${action}`, resource: "*" };
}

/** Of the index when one is read, otherwise of the table. */
export function readAccess(
  action: string,
  { table, index }: { readonly table: string | undefined; readonly index: string | undefined },
  context: RequestContext,
): AccessCheck {
  const place = tablePlace(context, table ?? "");
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? tableArn(place) : indexArn(place, index),
  };
}
