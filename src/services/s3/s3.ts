/** The S3 service as its operations see it: the stores they work on and the limits they keep. */
import type { Authorizer } from "../../auth/authorize.ts";
import { type CanonicalUserIds, createCanonicalUserIds } from "../../kit/canonical-user-id.ts";
import { type AccountNames, NO_ACCOUNT_NAMES } from "./buckets/account-names.ts";
import type { DefaultsOf } from "./buckets/defaults.ts";
import type { Identities } from "../../kit/ports/identities.ts";
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { OperationCalls } from "../../kit/ports/operation-calls.ts";
import type { Keys } from "../../kit/ports/keys.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { RoleSessions } from "../../kit/ports/role-sessions.ts";
import type { BaseEncryption } from "./encryption/base-encryption.ts";
import { KeyCache } from "./encryption/key-cache.ts";
import type { Encryption } from "./encryption/seal-parts.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { systemWebCalls, type WebCalls } from "../../runtime/web-calls.ts";
import type { QueryEngine } from "../../query/query-engine.ts";
import type { ObjectBytes } from "../../storage/objects.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { batchJob } from "./batch/batch-job.ts";
import { withDirectoryBuckets } from "./express/express-access.ts";
import { withWarehouses } from "./warehouses/warehouse-access.ts";
import { deliveryJob } from "./events/deliver.ts";
import type { EventTargets } from "./events/event-targets.ts";
import { createServerLog, type ServerLog } from "./logging/server-log.ts";
import { createRequestMeter, type RequestMeter } from "./metering/request-metrics.ts";
import { logDeliveryJob } from "./logging/deliver-logs.ts";
import { inventoryJob } from "./reports/inventory-job.ts";
import { type Job, type Jobs, startJobs } from "./jobs/jobs.ts";
import { type LifecycleDay, REAL_DAY } from "./lifecycle/lifecycle-day.ts";
import { lifecycleJob } from "./lifecycle/lifecycle-job.ts";
import { scrubberJob } from "./verify/scrubber.ts";
import { type AccessLog, createAccessLog } from "./tiering/access-log.ts";
import { metadataJob } from "./metadata-tables/metadata-job.ts";
import type { TablesPort } from "./metadata-tables/metadata-service.ts";
import { replicationJob } from "./replication/replication-job.ts";
import { createSelectThreads, type SelectThreads } from "./select/select-threads.ts";
import { DEFAULT_S3_LIMITS, type S3Limits } from "./limits.ts";

export interface S3 {
  /** For what a permission changes in the answer, and for calls that are refused in parts. */
  readonly authorizer: Authorizer;
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  readonly canonicalUserIds: CanonicalUserIds;
  readonly accountNames: AccountNames;
  readonly defaultsOf: DefaultsOf;
  /** KMS, made when it is first needed. */
  readonly keys: () => Keys | Promise<Keys>;
  /** IAM: to verify codes of MFA devices. */
  readonly identities: () => Identities | Promise<Identities>;
  /** IAM: users and roles that bucket policies name. */
  readonly principals: () => PolicyPrincipals | Promise<PolicyPrincipals>;
  /** STS: replication acts as the role it was given. */
  readonly roles: () => RoleSessions | Promise<RoleSessions>;
  /** S3 Tables: S3 Metadata keeps its tables there. */
  readonly tables: TablesPort;
  readonly encryption: Encryption;
  readonly limits: S3Limits;
  /** Where events go, and how. */
  readonly events: { readonly targets: EventTargets; readonly calls: WebCalls };
  /** The day by which lifecycle counts. */
  readonly day: LifecycleDay;
  readonly accesses: AccessLog;
  /** Writes down the calls to buckets with logging. */
  readonly serverLog: ServerLog;
  /** Counts the calls to buckets with metrics configurations. */
  readonly requestMeter: RequestMeter;
  readonly jobs: Jobs;
  /** Where S3 Select computes, and what it reads Parquet with. */
  readonly selectThreads: SelectThreads;
  readonly queries: () => Promise<QueryEngine>;
  /** Ends the background jobs. Call it before the stores close. */
  close(): Promise<void>;
}

export interface S3Dependencies {
  readonly authorizer: Authorizer;
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  /** Ids that follow from the account numbers unless given. */
  readonly canonicalUserIds?: CanonicalUserIds;
  /** Accounts have none unless given. */
  readonly accountNames?: AccountNames;
  /** `2026` for every account unless given. */
  readonly defaultsOf?: DefaultsOf;
  readonly keys: () => Keys | Promise<Keys>;
  /** May be left out where nobody proves a second factor, writes a policy or replicates anything. */
  readonly identities?: S3["identities"];
  readonly principals?: S3["principals"];
  readonly roles?: S3["roles"];
  /** May be left out where no bucket has metadata tables. */
  readonly tables?: S3["tables"];
  readonly sealer: Sealer;
  /** `off` unless given. */
  readonly baseEncryption?: BaseEncryption;
  readonly limits?: Partial<S3Limits>;
  /** The service's own operations, which batch jobs call as their role. */
  readonly calls?: () => Promise<OperationCalls>;
  /** The service's own port, through which reports and logs are written as every service writes. */
  readonly objects?: () => Promise<ObjectStore>;
  /** May be left out where nobody selects from Parquet. */
  readonly queries?: S3["queries"];
  /** A real one unless given. */
  readonly day?: LifecycleDay;
  /** None unless given. */
  readonly eventTargets?: EventTargets;
}

export function createS3(dependencies: S3Dependencies): S3 {
  const { records, bytes, runtime, keys } = dependencies;
  const authorizer = withDirectoryBuckets(withWarehouses(dependencies.authorizer));
  const { canonicalUserIds = createCanonicalUserIds(), accountNames = NO_ACCOUNT_NAMES } = dependencies;
  const { defaultsOf = () => "2026" } = dependencies;
  const { identities = () => missing("IAM"), roles = () => missing("STS") } = dependencies;
  const { tables = () => missing("S3 Tables") } = dependencies;
  const { principals = () => missing("IAM") } = dependencies;
  const { calls = () => missing("its operations") } = dependencies;
  const { objects = () => missing("its port"), queries = () => missing("a query engine") } = dependencies;
  const limits = { ...DEFAULT_S3_LIMITS, ...dependencies.limits };
  const { sealer, baseEncryption: base = "off" } = dependencies;
  const encryption = { base, sealer, openKeys: new KeyCache(runtime) };
  const events = { targets: dependencies.eventTargets ?? {}, calls: systemWebCalls() };
  const ports = { authorizer, keys, identities, principals, roles, queries, tables };
  const accesses = createAccessLog({ records, bytes });
  const accounts = { canonicalUserIds, accountNames, defaultsOf };
  const serverLog = createServerLog({ records, runtime, canonicalUserIds });
  const requestMeter = createRequestMeter({ records, runtime });
  const stores = { records, bytes, runtime, accesses, serverLog, requestMeter };
  const { day = REAL_DAY } = dependencies;
  const selectThreads = createSelectThreads(runtime);
  const parts = { ...ports, day, ...accounts, ...stores, encryption, limits, events, selectThreads };
  const jobs = startJobs(jobsOf(parts, { objects, calls }), runtime);
  return {
    ...parts,
    jobs,
    async close() {
      await jobs.close();
      selectThreads.close();
      await serverLog.close();
      events.calls.close();
      encryption.openKeys.close();
    },
  };
}

function missing(service: string): never {
  throw new TypeError(`S3 was made without ${service}`);
}

/** In the order in which one run does them. */
function jobsOf(
  parts: Omit<S3, "jobs" | "close">,
  { objects, calls }: Required<Pick<S3Dependencies, "objects" | "calls">>,
): readonly Job[] {
  return [
    parts.accesses.job,
    parts.requestMeter.job,
    lifecycleJob(parts),
    logDeliveryJob({ ...parts, objects }),
    inventoryJob({ ...parts, objects }),
    batchJob({ ...parts, calls }),
    replicationJob(parts),
    metadataJob(parts),
    deliveryJob({ ...parts, ...parts.events }),
    scrubberJob(parts),
  ];
}
