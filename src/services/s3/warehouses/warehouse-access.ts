/**
 * Permissions of warehouses, the buckets of tables. AWS: whoever may read the data of a table may get its objects, whoever may write it may put them; S3's own actions do not count
 * (s3-tables-setting-up.html: s3tables:GetTableData, s3tables:PutTableData). Which table it is, S3 Tables tells the authorizer.
 */
import type { Authorizer } from "../../../auth/authorize.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { isWarehouseName } from "../../../kit/ports/warehouses.ts";
import { bucketArn } from "../arns.ts";

const S3_ARN = bucketArn("");
const READS: ReadonlySet<string> = new Set(["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAttributes"]);

/** Checks of other buckets stay as they are. */
export function warehouseChecks(checks: readonly AccessCheck[]): readonly AccessCheck[] {
  return checks.some(isOfWarehouse) ? checks.map(warehouseCheck) : checks;
}

function isOfWarehouse({ resource }: AccessCheck): boolean {
  return resource.startsWith(S3_ARN) && isWarehouseName(nameIn(resource));
}

function nameIn(resource: string): string {
  return resource.slice(S3_ARN.length).split("/", 1)[0] ?? "";
}

function warehouseCheck(check: AccessCheck): AccessCheck {
  if (!isOfWarehouse(check)) return check;
  const action = READS.has(check.action) ? "s3tables:GetTableData" : "s3tables:PutTableData";
  return { action, resource: bucketArn(nameIn(check.resource)) };
}

/** Asks for warehouses in their own words. */
export function withWarehouses(authorizer: Authorizer): Authorizer {
  return {
    authorize: (caller, checks, style) => authorizer.authorize(caller, warehouseChecks(checks), style),
    allows: async (caller, checks) => await authorizer.allows(caller, warehouseChecks(checks)),
  };
}
