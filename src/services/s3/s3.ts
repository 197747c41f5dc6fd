/** The S3 service as its operations see it: the stores they work on and the limits they keep. */
import type { Authorizer } from "../../auth/authorize.ts";
import { type CanonicalUserIds, createCanonicalUserIds } from "../../kit/canonical-user-id.ts";
import type { DefaultsOf } from "./buckets/defaults.ts";
import type { Keys } from "../../kit/ports/keys.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { ObjectBytes } from "../../storage/objects.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { type Job, type Jobs, startJobs } from "./jobs/jobs.ts";
import { DEFAULT_S3_LIMITS, type S3Limits } from "./limits.ts";

export interface S3 {
  /** For what a permission changes in the answer, and for calls that are refused in parts. */
  readonly authorizer: Authorizer;
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  readonly canonicalUserIds: CanonicalUserIds;
  readonly defaultsOf: DefaultsOf;
  /** KMS, made when it is first needed. */
  readonly keys: () => Keys | Promise<Keys>;
  readonly limits: S3Limits;
  readonly jobs: Jobs;
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
  /** `2026` for every account unless given. */
  readonly defaultsOf?: DefaultsOf;
  readonly keys: () => Keys | Promise<Keys>;
  readonly limits?: Partial<S3Limits>;
}

export function createS3(dependencies: S3Dependencies): S3 {
  const { authorizer, records, bytes, runtime, keys } = dependencies;
  const { canonicalUserIds = createCanonicalUserIds(), defaultsOf = () => "2026" } = dependencies;
  const limits = { ...DEFAULT_S3_LIMITS, ...dependencies.limits };
  const parts = { authorizer, records, bytes, runtime, canonicalUserIds, defaultsOf, keys, limits };
  const jobs = startJobs(jobsOf(parts), runtime);
  return { ...parts, jobs, close: () => jobs.close() };
}

/** In the order in which one run does them. */
function jobsOf(_parts: Omit<S3, "jobs" | "close">): readonly Job[] {
  return [];
}
