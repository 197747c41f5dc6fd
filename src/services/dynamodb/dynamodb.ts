/** What DynamoDB's handlers work on, and the type of a handler. */
import type * as Sdk from "@aws-sdk/client-dynamodb";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import type { TableCounts } from "./tables/table-counts.ts";
import type { TableReader } from "./tables/table-reader.ts";

export interface Dynamodb {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly tables: TableReader;
  readonly counts: TableCounts;
  /** Starts what goes on behind the answers: building indexes, removing what is left of tables. */
  workSoon(): void;
  /** Does all of it and resolves. */
  finishWork(): Promise<void>;
  close(): Promise<void>;
}

export type DynamodbSdk = typeof Sdk;
export type DynamodbOperation<Name extends OperationName<DynamodbSdk> & string> = Operation<
  DynamodbSdk,
  Name,
  Dynamodb
>;
