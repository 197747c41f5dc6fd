/** One bucket's walk for one midnight: what its steps share. */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { newVersionId } from "../store/version-id.ts";
import type { Carrying } from "./carry-out.ts";
import type { LifecycleDay } from "./lifecycle-day.ts";
import type { Lifecycle } from "./lifecycle-record.ts";
import { rulesFor } from "./match-rule.ts";
import type { Rules } from "./next-action.ts";

export interface LifecycleStores {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly runtime: Pick<Runtime, "clock" | "ids">;
  readonly day: LifecycleDay;
}

export interface Walk {
  readonly stores: LifecycleStores;
  readonly bucket: BucketRecord;
  readonly lifecycle: Lifecycle;
  readonly doneMs: number;
  readonly asOfMs: number;
  readonly signal: AbortSignal;
}

export function rulesOf({ bucket, lifecycle, doneMs, stores }: Walk, key: string): Rules {
  const applicable = rulesFor(lifecycle, key);
  return { lifecycle, applicable, versioning: bucket.versioning, day: stores.day, doneMs };
}

export function carryingOf(walk: Walk, key: string): Carrying {
  const { stores, bucket, asOfMs } = walk;
  const { clock, ids } = stores.runtime;
  return {
    bytes: stores.bytes,
    bucket,
    key,
    rules: rulesOf(walk, key),
    asOfMs,
    newVersionId: newVersionId(ids),
    wallMs: clock.wallMs(),
  };
}
