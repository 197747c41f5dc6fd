/** Who writes metadata tables, and through what. */
import type { ManagedTables } from "../../../kit/ports/managed-tables.ts";

/** The service principal that KMS keys of metadata tables must be open to. */
export const METADATA_SERVICE = "metadata.s3.amazonaws.com";

/** S3 Tables, made when it is first needed. */
export type TablesPort = () => ManagedTables | Promise<ManagedTables>;
