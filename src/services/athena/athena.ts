/** What Athena's handlers work on: the instance behind the operations table. */
import type * as Sdk from "@aws-sdk/client-athena";
import type { Operation } from "../../kit/operation.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { QueryEngine } from "../../query/query-engine.ts";
import type { FooterReader } from "../../query/planner/parquet-footers.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import type { ExecutionRunner } from "./executions/execution-runner.ts";

export interface AthenaDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
  readonly engine: QueryEngine;
}

export interface Athena extends AthenaDependencies {
  readonly footers: FooterReader;
  readonly executions: ExecutionRunner;
  /** Cancels what runs and waits for it to end. */
  close(): Promise<void>;
}

export type AthenaOperation<Name extends string> = Operation<typeof Sdk, Name, Athena>;
