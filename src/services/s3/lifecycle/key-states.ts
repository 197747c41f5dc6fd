/** The keys of a bucket with all their versions, page by page, for the walks of lifecycle. */
import type { Reader } from "../../../storage/record-store.ts";
import { LIFECYCLE_PAGE, LIFECYCLE_VERSIONS_MAX } from "../limits.ts";
import { compareUtf8, nextString } from "../listing/utf8-order.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { currentPrefix, historyKey, historyOfBucketPrefix, historyPrefix } from "../store/keys.ts";
import { readCurrentObject } from "../store/read-version.ts";
import { decodeVersion } from "../store/version-codec.ts";
import type { ObjectVersion, VersionRecord } from "../store/version-record.ts";
import type { KeyState } from "./next-action.ts";

export interface KeyPage {
  /** In key order. */
  readonly keys: readonly (readonly [key: string, state: KeyState])[];
  /** Go on behind this key; undefined at the end. */
  readonly next: string | undefined;
}

export function readKeyPage(reader: Reader, bucket: BucketRecord, afterKey: string | undefined): KeyPage {
  const start = afterKey === undefined ? undefined : nextString(afterKey);
  const current = readCurrents(reader, bucket.name, start);
  if (bucket.versioning === "off") {
    const next = current.length < LIFECYCLE_PAGE ? undefined : current.at(-1)?.[0];
    return { keys: current.map(([key, version]) => [key, stateOf([version])]), next };
  }
  return mergeHistory(current, readHistories(reader, bucket.name, start), (key) => readKeyState(reader, bucket, key));
}

/** One key with its newest versions, however many there are. */
export function readKeyState(reader: Reader, bucket: BucketRecord, key: string): KeyState {
  const current = readCurrentObject(reader, bucket.name, key);
  if (bucket.versioning === "off") return stateOf(current === undefined ? [] : [current]);
  const history = reader
    .range({ prefix: historyPrefix(bucket.name, key), limit: LIFECYCLE_VERSIONS_MAX })
    .map(({ value }) => decodeVersion(value));
  return stateOf(current === undefined ? history : [current, ...history], history.length === LIFECYCLE_VERSIONS_MAX);
}

/** Versions older than one of a key, which may be many. */
export function readOlderVersions(
  reader: Reader,
  bucket: string,
  { key, sequence }: { readonly key: string; readonly sequence: number },
): VersionRecord[] {
  return reader
    .range({
      prefix: historyPrefix(bucket, key),
      startAfter: historyKey(bucket, key, sequence),
      limit: LIFECYCLE_PAGE,
    })
    .map(({ value }) => decodeVersion(value));
}

function stateOf(versions: readonly VersionRecord[], hasOlder = false): KeyState {
  return { versions, hasCurrent: true, newerCount: 0, hasOlder };
}

function readCurrents(reader: Reader, bucket: string, start: string | undefined): [string, ObjectVersion][] {
  const current: [string, ObjectVersion][] = [];
  reader.scan({ prefix: currentPrefix(bucket), start, limit: LIFECYCLE_PAGE }, (key, bytes, length) =>
    current.push([key, decodeVersion(bytes, length) as ObjectVersion]),
  );
  return current;
}

function readHistories(reader: Reader, bucket: string, start: string | undefined): [string, VersionRecord][] {
  return reader
    .range({
      prefix: historyOfBucketPrefix(bucket),
      ...(start === undefined ? {} : { start: historyPrefix(bucket, start) }),
      limit: LIFECYCLE_PAGE,
    })
    .map(({ key, value }) => [String(key[3]), decodeVersion(value)]);
}

/**
 * Puts both together, up to the last key that is surely whole. A key whose history fills the page is read for itself.
 */
function mergeHistory(
  current: readonly [string, ObjectVersion][],
  history: readonly [string, VersionRecord][],
  readAlone: (key: string) => KeyState,
): KeyPage {
  const versions = new Map<string, VersionRecord[]>();
  for (const [key, version] of current) versions.set(key, [version]);
  for (const [key, version] of history) {
    const known = versions.get(key);
    if (known === undefined) versions.set(key, [version]);
    else known.push(version);
  }
  const lastCurrent = current.length < LIFECYCLE_PAGE ? undefined : current.at(-1)?.[0];
  const lastHistory = history.length < LIFECYCLE_PAGE ? undefined : history.at(-1)?.[0];
  const keys = [...versions.keys()].sort(compareUtf8);
  const whole = keys.filter(
    (key) =>
      (lastCurrent === undefined || compareUtf8(key, lastCurrent) <= 0) &&
      (lastHistory === undefined || compareUtf8(key, lastHistory) < 0),
  );
  const [first] = keys;
  if (whole.length === 0 && first !== undefined) return { keys: [[first, readAlone(first)]], next: first };
  const isLast = lastCurrent === undefined && lastHistory === undefined;
  return { keys: whole.map((key) => [key, stateOf(versions.get(key) ?? [])]), next: isLast ? undefined : whole.at(-1) };
}
