/**
 * IAM actions and resources of Athena's operations. An execution or named query belongs to a work group that the input does not
 * name; those checks ask for the action on all work groups.
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

export function anyWorkGroupAccess(operation: string, place: Place): AccessCheck[] {
  return workGroupAccess(operation, place, "*");
}

export function dataCatalogAccess(operation: string, place: Place, name = "AwsDataCatalog"): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: athenaArn(place, `datacatalog/${name}`) }];
}

export function anyAccess(operation: string): AccessCheck[] {
  return [{ action: `athena:${operation}`, resource: "*" }];
}
