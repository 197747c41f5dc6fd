/** The S3 service as its operations see it: the stores they work on and the limits they keep. */
import { type CanonicalUserIds, createCanonicalUserIds } from "../../kit/canonical-user-id.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { ObjectBytes } from "../../storage/objects.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { DEFAULT_S3_LIMITS, type S3Limits } from "./limits.ts";

export interface S3 {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  readonly canonicalUserIds: CanonicalUserIds;
  readonly limits: S3Limits;
}

export interface S3Dependencies {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Runtime;
  /** Ids that follow from the account numbers unless given. */
  readonly canonicalUserIds?: CanonicalUserIds;
  readonly limits?: Partial<S3Limits>;
}

export function createS3(dependencies: S3Dependencies): S3 {
  const { records, bytes, runtime, canonicalUserIds = createCanonicalUserIds() } = dependencies;
  return { records, bytes, runtime, canonicalUserIds, limits: { ...DEFAULT_S3_LIMITS, ...dependencies.limits } };
}
