/** The S3 service as its operations see it: the stores they work on and the limits they keep. */
import type { Authorizer } from "../../auth/authorize.ts";
import { type CanonicalUserIds, createCanonicalUserIds } from "../../kit/canonical-user-id.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { ObjectBytes } from "../../storage/objects.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { DEFAULT_S3_LIMITS, type S3Limits } from "./limits.ts";

export interface S3 {
  /** For what a permission changes in the answer, and for calls that are refused in parts. */
  readonly authorizer: Authorizer;
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  readonly canonicalUserIds: CanonicalUserIds;
  readonly limits: S3Limits;
}

export interface S3Dependencies {
  readonly authorizer: Authorizer;
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  /** Ids that follow from the account numbers unless given. */
  readonly canonicalUserIds?: CanonicalUserIds;
  readonly limits?: Partial<S3Limits>;
}

export function createS3(dependencies: S3Dependencies): S3 {
  const { authorizer, records, bytes, runtime, canonicalUserIds = createCanonicalUserIds() } = dependencies;
  return {
    authorizer,
    records,
    bytes,
    runtime,
    canonicalUserIds,
    limits: { ...DEFAULT_S3_LIMITS, ...dependencies.limits },
  };
}
