/**
 * Carries out what is due on one key, inside a transaction: action by action, each at its own midnight, until nothing more is due. So the result is the same whether
 * the clock ran or was moved.
 */
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { Cause } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { deleteVersion } from "../store/delete-version.ts";
import { type Place, putCurrent, putHistory } from "../store/history.ts";
import { type ObjectVersion, type VersionRecord, wholeSecondMs } from "../store/version-record.ts";
import { readKeyState } from "./key-states.ts";
import { type Action, type KeyState, nextActions, type Rules } from "./next-action.ts";

export interface Carrying {
  readonly bytes: ObjectBytes;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly rules: Rules;
  /** The last midnight that is carried out. */
  readonly asOfMs: number;
  /** Fresh, made before the transaction. One is enough: a key gets one marker at most. */
  readonly newVersionId: string;
  /** The change's place in the commit log. */
  readonly wallMs: number;
}

/** Resolves with the time of the first action that is not due yet. */
export function carryOut(transaction: Transaction, carrying: Carrying): number {
  return carryOutState(transaction, carrying, readKeyState(transaction, carrying.bucket, carrying.key));
}

export function carryOutState(transaction: Transaction, carrying: Carrying, first: KeyState): number {
  let state = first;
  let { rules } = carrying;
  for (;;) {
    const actions = nextActions(state, rules);
    const [one] = actions;
    if (one === undefined) return Number.MAX_SAFE_INTEGER;
    if (one.atMs > carrying.asOfMs) return one.atMs;
    state = apply(transaction, carrying, { state, actions });
    // What becomes due by this is done at the same midnight, and nothing before it.
    if (one.atMs - 1 > rules.doneMs) rules = { ...rules, doneMs: one.atMs - 1 };
  }
}

interface Step {
  readonly state: KeyState;
  readonly actions: readonly Action[];
}

function apply(transaction: Transaction, carrying: Carrying, { state, actions }: Step): KeyState {
  const versions = [...state.versions];
  const gone = new Set<number>();
  for (const action of actions) {
    const version = versions[action.index];
    if (version === undefined) continue;
    if (action.kind !== "move") {
      remove(transaction, carrying, { version, action });
      gone.add(action.index);
    } else if (!version.isDeleteMarker)
      versions[action.index] = moveVersion(transaction, carrying, {
        version,
        action,
        isCurrent: isCurrent(state, action),
      });
  }
  // What was current is another one now.
  if (gone.has(0) && state.hasCurrent) return readKeyState(transaction, carrying.bucket, carrying.key);
  return { ...state, versions: versions.filter((_, index) => !gone.has(index)) };
}

function isCurrent({ hasCurrent }: KeyState, { index }: Action): boolean {
  return hasCurrent && index === 0;
}

/** For good, or by a marker: a version that is named goes for good. */
function remove(
  transaction: Transaction,
  carrying: Carrying,
  { version, action }: { readonly version: VersionRecord; readonly action: Action },
): void {
  const { bucket, newVersionId } = carrying;
  deleteVersion(transaction, placeOf(carrying), {
    ...(action.kind === "delete" && bucket.versioning !== "off" ? { versionId: version.versionId } : {}),
    newVersionId,
    lastModifiedMs: wholeSecondMs(action.atMs),
    cause: causeAt(carrying, action.atMs, "LifecycleExpiration"),
  });
}

function placeOf({ bytes, bucket, key }: Carrying): Place {
  return { bytes, bucket: bucket.name, key };
}

interface Move {
  readonly version: ObjectVersion;
  readonly action: Extract<Action, { kind: "move" }>;
  readonly isCurrent: boolean;
}

/** The bytes stay where they are; what was noted for the class before is over. */
function moveVersion(
  transaction: Transaction,
  carrying: Carrying,
  { version, action, isCurrent: isFirst }: Move,
): ObjectVersion {
  const { storageClass, atMs } = action;
  const { restore: _restore, accessedMs: _accessed, ...kept } = version;
  const moved: ObjectVersion = { ...kept, storageClass, classSinceMs: atMs };
  const put = isFirst ? putCurrent : putHistory;
  put(transaction, placeOf(carrying), moved);
  tellChange(transaction, {
    cause: causeAt(carrying, atMs, "LifecycleTransition"),
    // A version comes into each class once.
    id: `${carrying.newVersionId}.${storageClass}`,
    bucket: carrying.bucket,
    key: carrying.key,
    version: moved,
    details: { sourceStorageClass: version.storageClass ?? "STANDARD", destinationStorageClass: storageClass },
  });
  return moved;
}

function causeAt<Event extends string>({ bucket, wallMs }: Carrying, timeMs: number, event: Event): Cause<Event> {
  const { accountId, region } = bucket;
  const principal = { type: "service", service: "lifecycle.s3.amazonaws.com", accountId } as const;
  return { event, source: { principal, accountId, region }, timeMs, wallMs };
}
