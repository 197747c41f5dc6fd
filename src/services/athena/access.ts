/**
 * IAM actions and resources of Athena's operations. An execution or named query belongs to a work group that the input does not name; those checks
 * name it by an ARN of our own, and `resource-facts.ts` puts the work group in its place.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html (not read again for this file).
 */
import type { RequestContext } from "../../kit/context.ts";
import { formatArn } from "../../kit/arn.ts";
import type { AccessCheck } from "../../kit/operation.ts";

type Place = Pick<RequestContext, "accountId" | "region">;

export function athenaArn(place: Place, resource: string): string {
  return formatArn({ service: "athena", region: place.region, accountId: place.accountId, resource });
}

export function workGroupAccess(operation: string, place: Place, workGroup = "primary"): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: athenaArn(place, `workgroup/${workGroup}`) }];
}

export function executionAccess(operation: string, place: Place, id: string | undefined): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: athenaArn(place, `query-execution/${id ?? ""}`) }];
}

export function namedQueryAccess(operation: string, place: Place, id: string | undefined): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: athenaArn(place, `named-query/${id ?? ""}`) }];
}

export function dataCatalogAccess(operation: string, place: Place, name = "AwsDataCatalog"): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: athenaArn(place, `datacatalog/${name}`) }];
}

export function anyAccess(operation: string): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: "*" }];
}
