/** Table buckets and tables that a service made are read by everybody who may, and changed by that service alone; deleting a table is the exception. */
import { managedTable } from "./errors.ts";
import type { TableBucketRecord, TableRecord } from "./records.ts";

/** @throws {MethodNotAllowedException} 405 (assumed) */
export function requireCustomers(bucket: TableBucketRecord, table?: TableRecord): void {
  if (bucket.managedBy !== undefined || table?.managedBy !== undefined) throw managedTable();
}
