/**
 * The IAM resources of Glue's operations. Glue asks for the action on the resource and on all its ancestors: a table needs its
 * database and the catalog as well (Glue developer guide, "Specifying AWS Glue resource ARNs").
 */
import type { Caller } from "../../auth/principal.ts";
import { formatArn } from "../../kit/arn.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import { isAccountId } from "./scope.ts";

/** Account and Region of the request or of the caller. */
type Place = Pick<Caller, "accountId" | "region">;

function arn(place: Place, resource: string): string {
  return formatArn({ service: "glue", region: place.region, accountId: place.accountId, resource });
}

/** The catalog that a request names; an id that is none is refused after the caller's own catalog has allowed. */
export function catalogPlace(place: Place, catalogId: string | undefined): Place {
  const { accountId, region } = place;
  return { accountId: catalogId !== undefined && isAccountId(catalogId) ? catalogId : accountId, region };
}

export function catalogAccess(action: string, place: Place): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: arn(place, "catalog") }];
}

export function databaseAccess(action: string, place: Place, database: string | undefined): AccessCheck[] {
  return [
    ...catalogAccess(action, place),
    { action: `glue:${action}`, resource: arn(place, `database/${(database ?? "").toLowerCase()}`) },
  ];
}

/** AWS: a delete needs permission on the children too (Glue developer guide, "Specifying AWS Glue resource ARNs", deletes). */
export function deleteDatabaseAccess(place: Place, database: string | undefined): AccessCheck[] {
  const name = (database ?? "").toLowerCase();
  const children = [`table/${name}/*`, `userDefinedFunction/${name}/*`];
  return [
    ...databaseAccess("DeleteDatabase", place, database),
    ...children.map((child) => ({ action: "glue:DeleteDatabase", resource: arn(place, child) })),
  ];
}

export function tableAccess(
  action: string,
  place: Place,
  database: string | undefined,
  ...tables: readonly (string | undefined)[]
): AccessCheck[] {
  const checks = databaseAccess(action, place, database);
  for (const table of tables) {
    checks.push({
      action: `glue:${action}`,
      resource: arn(place, `table/${(database ?? "").toLowerCase()}/${(table ?? "").toLowerCase()}`),
    });
  }
  return checks;
}

/** AWS knows no resource for listing and creating crawlers (service authorization reference, list_awsglue). */
export function anyCrawlerAccess(action: string, conditions: Pick<AccessCheck, "conditions"> = {}): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: "*", ...conditions }];
}

/** AWS: whoever gives Glue a role must be allowed to pass it (Glue developer guide, "Create an IAM policy for users"). */
export function passRoleAccess(place: Place, role: string | undefined): AccessCheck[] {
  if (role === undefined || role === "") return [];
  const conditions = { "iam:PassedToService": "glue.amazonaws.com" };
  return [{ action: "iam:PassRole", resource: roleArnOf(place, role), conditions }];
}

/** A role may be given by its ARN, or by its name with or without path. */
export function roleArnOf({ accountId }: Pick<Place, "accountId">, role: string): string {
  return role.startsWith("arn:")
    ? role
    : formatArn({ service: "iam", region: "", accountId, resource: `role/${role}` });
}

export const crawlerArn = (place: Place, name: string): string => arn(place, `crawler/${name}`);

export function crawlerAccess(action: string, place: Place, name: string): AccessCheck[] {
  return [{ action: `glue:${action}`, resource: crawlerArn(place, name) }];
}

export function resourceAccess(
  action: string,
  resourceArn: string,
  conditions: Pick<AccessCheck, "conditions"> = {},
): AccessCheck[] {
  // Databases are found by their names in lower case, so that is how policies are asked for them.
  const resource = resourceArn.replace(/:database\/.*$/, (database) => database.toLowerCase());
  return [{ action: `glue:${action}`, resource, ...conditions }];
}
