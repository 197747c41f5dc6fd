/**
 * The IAM resources of Glue's operations. Glue asks for the action on the resource and on all its ancestors: a table needs its
 * database and the catalog as well (Glue developer guide, "Specifying AWS Glue resource ARNs").
 */
import type { RequestContext } from "../../kit/context.ts";
import { formatArn } from "../../kit/arn.ts";
import type { AccessCheck } from "../../kit/operation.ts";

function arn(context: RequestContext, resource: string): string {
  return formatArn({ service: "glue", region: context.region, accountId: context.accountId, resource });
}

export function catalogAccess(action: string, context: RequestContext): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: arn(context, "catalog") }];
}

export function databaseAccess(action: string, context: RequestContext, database: string | undefined): AccessCheck[] {
  return [
    ...catalogAccess(action, context),
    { action: `glue:${action}`, resource: arn(context, `database/${(database ?? "").toLowerCase()}`) },
  ];
}

export function tableAccess(
  action: string,
  context: RequestContext,
  database: string | undefined,
  ...tables: readonly (string | undefined)[]
): AccessCheck[] {
  const checks = databaseAccess(action, context, database);
  for (const table of tables) {
    checks.push({
      action: `glue:${action}`,
      resource: arn(context, `table/${(database ?? "").toLowerCase()}/${(table ?? "").toLowerCase()}`),
    });
  }
  return checks;
}

export function crawlerAccess(action: string, context: RequestContext, name = "*"): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: arn(context, `crawler/${name}`) }];
}

export function resourceAccess(action: string, resourceArn: string): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: resourceArn }];
}
