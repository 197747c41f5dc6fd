/**
 * The data catalog for other services: what a query engine needs of Glue, asked for in the caller's name. Implemented by
 * the Glue service in AWS's own shapes. Names are lower-cased by the implementation, as Glue does.
 */
import type { Database, DatabaseInput, Partition, PartitionInput, Table, TableInput } from "@aws-sdk/client-glue";
import type { Caller } from "../../auth/principal.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

export interface Catalog {
  getDatabase(caller: Caller, database: string): Promise<Database | undefined>;
  listDatabases(caller: Caller, nextToken?: string): Promise<Page<Database>>;
  /** @throws {ServiceError} AlreadyExistsException */
  createDatabase(caller: Caller, input: DatabaseInput): Promise<void>;
  /** Deletes its tables too. @throws {ServiceError} EntityNotFoundException */
  deleteDatabase(caller: Caller, database: string): Promise<void>;
  getTable(caller: Caller, database: string, table: string): Promise<Table | undefined>;
  listTables(caller: Caller, database: string, nextToken?: string): Promise<Page<Table>>;
  /** @throws {ServiceError} EntityNotFoundException (database), AlreadyExistsException */
  createTable(caller: Caller, database: string, input: TableInput): Promise<void>;
  /** @throws {ServiceError} EntityNotFoundException */
  updateTable(caller: Caller, database: string, input: TableInput): Promise<void>;
  /** @throws {ServiceError} EntityNotFoundException */
  deleteTable(caller: Caller, database: string, table: string): Promise<void>;
  /** `expression` is Glue's partition filter grammar; undefined for all. */
  listPartitions(
    caller: Caller,
    database: string,
    table: string,
    expression?: string,
    nextToken?: string,
  ): Promise<Page<Partition>>;
  /** Existing ones are left as they are; resolves with the number that was new. */
  createPartitions(caller: Caller, database: string, table: string, inputs: readonly PartitionInput[]): Promise<number>;
  /** Absent ones are not errors. */
  deletePartitions(
    caller: Caller,
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void>;
}
