/**
 * What Glue's handlers work on, and the type of a handler.
 */
import type * as Sdk from "@aws-sdk/client-glue";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { RoleSessions } from "../../kit/ports/role-sessions.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import type { CrawlRunner } from "./crawlers/crawl-runner.ts";

export interface Glue {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly roles: RoleSessions;
  readonly principals: PolicyPrincipals;
  readonly crawls: CrawlRunner;
  /** Starts removing, in the background, what a delete left unreachable. */
  sweepSoon(): void;
  /** Stops crawls and the sweep, and waits for them. */
  close(): Promise<void>;
}

export type GlueSdk = typeof Sdk;
export type GlueOperation<Name extends OperationName<GlueSdk> & string> = Operation<GlueSdk, Name, Glue>;
