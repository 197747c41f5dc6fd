/**
 * What lifecycle does next to one key: a pure function of its versions, the rules and how far they were carried out. Everything that happens to a key follows
 * from the key alone, so a year is carried out key by key, each action at the midnight at which it would have been done had the clock run.
 *
 * AWS: of what is due on one day, permanent deletion comes before transitions, and these before delete markers (lifecycle-conflicts.html).
 */
import { STANDARD } from "../objects/storage-class.ts";
import type { ObjectLock } from "../lock/object-lock.ts";
import type { Versioning } from "../store/bucket-record.ts";
import type { ObjectVersion, VersionRecord } from "../store/version-record.ts";
import { type LifecycleDay, midnightAfter, midnightBefore } from "./lifecycle-day.ts";
import type { Lifecycle, LifecycleRule, NoncurrentAction, When } from "./lifecycle-record.ts";
import { isLargeEnough, matchesVersion } from "./match-rule.ts";
import { canMove, favour } from "./waterfall.ts";

/** The versions of one key, or the older part of a very long history. */
export interface KeyState {
  /** Newest first. */
  readonly versions: readonly VersionRecord[];
  /** The first one is the current one. */
  readonly hasCurrent: boolean;
  /** Noncurrent versions that are newer than these. */
  readonly newerCount: number;
  /** There are older ones than these. */
  readonly hasOlder: boolean;
}

export interface Rules {
  readonly lifecycle: Lifecycle;
  /** Those for the key (`rulesFor`). */
  readonly applicable: readonly LifecycleRule[];
  readonly versioning: Versioning;
  readonly day: LifecycleDay;
  /** Every midnight up to this time has been carried out. */
  readonly doneMs: number;
}

export type Action = { readonly atMs: number; readonly index: number } & (
  | { readonly kind: "delete" }
  | { readonly kind: "move"; readonly storageClass: string }
  | { readonly kind: "expire" }
);

const ORDER = { delete: 0, move: 1, expire: 2 } as const;

/**
 * The actions of one kind that are done together, one for each version at most: the earliest, in the past or future. Empty when nothing will ever happen. Together, so
 * that a deletion changes for no other version how many are newer than it.
 */
export function nextActions(state: KeyState, rules: Rules): Action[] {
  let earliest: Action[] = [];
  for (const [index, version] of state.versions.entries()) {
    const action = firstOn(state, rules, { index, version });
    const [one] = earliest;
    if (action === undefined) continue;
    const order = one === undefined ? -1 : compare(action, one);
    if (order < 0) earliest = [action];
    else if (order === 0) earliest.push(action);
  }
  return earliest;
}

/** The first action on one version; of moves of one day the favoured. */
function firstOn(state: KeyState, rules: Rules, item: Item): Action | undefined {
  let first: Action | undefined;
  for (const action of actionsOn(state, rules, item)) {
    const order = first === undefined ? -1 : compare(action, first);
    const isFavoured =
      order === 0 &&
      action.kind === "move" &&
      first?.kind === "move" &&
      favour(action.storageClass, first.storageClass) < 0;
    if (order < 0 || isFavoured) first = action;
  }
  return first;
}

function compare(one: Action, other: Action): number {
  return one.atMs === other.atMs ? ORDER[one.kind] - ORDER[other.kind] : one.atMs - other.atMs;
}

interface Item {
  readonly index: number;
  readonly version: VersionRecord;
}

function* actionsOn(state: KeyState, rules: Rules, item: Item): Generator<Action> {
  const isCurrent = state.hasCurrent && item.index === 0;
  for (const rule of rules.applicable) {
    if (!matchesVersion(rule, item.version)) continue;
    yield* isCurrent
      ? currentActions(state, rules, { ...item, rule })
      : noncurrentActions(state, rules, { ...item, rule });
  }
}

type RuleItem = Item & { readonly rule: LifecycleRule };

function* currentActions(state: KeyState, rules: Rules, { index, version, rule }: RuleItem): Generator<Action> {
  const { expiration } = rule;
  if (version.isDeleteMarker) {
    const atMs = markerEndMs(state, rules, { version, rule });
    if (atMs !== undefined) yield { kind: "delete", index, atMs: heldTo(atMs, rules) };
    return;
  }
  if (expiration !== undefined && !("expiredMarker" in expiration)) {
    const atMs = dueMs(expiration, version.lastModifiedMs, rules);
    // A versioned bucket gets a marker, which no lock forbids.
    const kind = rules.versioning === "off" ? "delete" : "expire";
    yield { kind, index, atMs: heldTo(kind === "delete" ? unlockedMs(version, atMs, rules) : atMs, rules) };
  }
  for (const transition of rule.transitions) {
    const wantedMs = dueMs(transition, version.lastModifiedMs, rules);
    yield* move(rules, { index, version, rule }, { storageClass: transition.storageClass, wantedMs });
  }
}

/**
 * When a current delete marker that is all that is left of its key goes; undefined when it stays.
 * AWS: a rule that expires by age or date removes such markers too, once they are old enough (intro-lifecycle-rules.html).
 */
function markerEndMs(
  { versions, hasOlder }: KeyState,
  rules: Rules,
  { version, rule: { expiration } }: { readonly version: VersionRecord; readonly rule: LifecycleRule },
): number | undefined {
  if (expiration === undefined || versions.length > 1 || hasOlder) return undefined;
  if (!("expiredMarker" in expiration)) return dueMs(expiration, version.lastModifiedMs, rules);
  return expiration.expiredMarker ? midnightAfter(version.lastModifiedMs, 0, rules.day) : undefined;
}

function* noncurrentActions(state: KeyState, rules: Rules, { index, version, rule }: RuleItem): Generator<Action> {
  const newer = state.newerCount + (state.hasCurrent ? index - 1 : index);
  const sinceMs = version.noncurrentSinceMs ?? state.versions[index - 1]?.lastModifiedMs ?? version.lastModifiedMs;
  const isReached = (action: NoncurrentAction): boolean => action.newer === undefined || newer >= action.newer;
  const { noncurrentExpiration } = rule;
  if (noncurrentExpiration !== undefined && isReached(noncurrentExpiration)) {
    const atMs = midnightAfter(sinceMs, noncurrentExpiration.days, rules.day);
    yield { kind: "delete", index, atMs: heldTo(unlockedMs(version, atMs, rules), rules) };
  }
  if (version.isDeleteMarker) return;
  for (const transition of rule.noncurrentTransitions) {
    if (!isReached(transition)) continue;
    const wantedMs = midnightAfter(sinceMs, transition.days, rules.day);
    yield* move(rules, { index, version, rule }, { storageClass: transition.storageClass, wantedMs });
  }
}

/** A move that is possible from where the version is; not one that lost against the move that brought it there. */
function* move(
  rules: Rules,
  { index, version, rule }: { readonly index: number; readonly version: ObjectVersion; readonly rule: LifecycleRule },
  { storageClass, wantedMs }: { readonly storageClass: string; readonly wantedMs: number },
): Generator<Action> {
  const { storageClass: from = STANDARD, classSinceMs, sizeBytes } = version;
  if (!canMove(from, storageClass)) return;
  if (!isLargeEnough(rule, storageClass, { sizeBytes, minimumSize: rules.lifecycle.minimumSize })) return;
  if (classSinceMs !== undefined && wantedMs <= classSinceMs && favour(from, storageClass) <= 0) return;
  yield { kind: "move", index, storageClass, atMs: heldTo(wantedMs, rules) };
}

/** AWS: a date holds for objects that are written after it, too, as long as the rule is enabled. */
function dueMs(when: When, lastModifiedMs: number, { day }: Rules): number {
  if ("days" in when) return midnightAfter(lastModifiedMs, when.days, day);
  return Math.max(when.dateMs, midnightAfter(lastModifiedMs, 0, day));
}

/** What became due without being done (a rule or a tag that came later) is done at the next midnight. */
function heldTo(atMs: number, { day, doneMs }: Rules): number {
  return atMs > doneMs ? atMs : midnightBefore(doneMs, day) + day.roundMs;
}

/** AWS: lifecycle never deletes what Object Lock protects. Infinity while a hold is on. */
function unlockedMs(version: VersionRecord, atMs: number, { day }: Rules): number {
  const untilMs = version.isDeleteMarker ? 0 : lockedUntilMs(version.lock);
  return untilMs <= atMs ? atMs : Math.ceil(untilMs / day.roundMs) * day.roundMs;
}

function lockedUntilMs(lock: ObjectLock | undefined): number {
  if (lock?.legalHold === true || lock?.retention?.eventHold !== undefined) return Number.POSITIVE_INFINITY;
  return lock?.retention?.untilMs ?? 0;
}
