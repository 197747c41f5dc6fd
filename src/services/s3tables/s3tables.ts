/** What the handlers of S3 Tables work on: the instance behind the operations table. */
import type * as Sdk from "@aws-sdk/client-s3tables";
import type { Operation } from "../../kit/operation.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { Warehouses } from "../../kit/ports/warehouses.ts";
import type { QueryEngine } from "../../query/query-engine.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface S3TablesDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly warehouses: Warehouses;
  /** Users and roles that policies name. */
  readonly principals: PolicyPrincipals;
  /** Writes and rewrites data files of tables that services manage; made when it is first needed. */
  readonly engine: () => QueryEngine | Promise<QueryEngine>;
}

export interface S3Tables extends S3TablesDependencies {
  /** Takes away the files of tables that are gone, soon. */
  sweepSoon(): void;
  /** Ends the sweep at its next step and waits for it. */
  close(): Promise<void>;
}

export type S3TablesSdk = typeof Sdk;
export type S3TablesOperation<Name extends string> = Operation<S3TablesSdk, Name, S3Tables>;
