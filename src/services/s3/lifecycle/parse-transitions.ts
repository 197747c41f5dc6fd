/** The transitions of a lifecycle rule: what each says, and that together they go down. Sources: parse-lifecycle.ts. */
import type { NoncurrentVersionTransition, Transition } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { NEWER_VERSIONS_MAX } from "../limits.ts";
import type { LifecycleRule, NoncurrentAction, RuleFilter, When } from "./lifecycle-record.ts";
import { filterText } from "./parse-filter.ts";
import { isTransitionClass, WARMEST_FIRST } from "./waterfall.ts";

const DAY_MS = 86_400_000;
/** AWS: objects have to be stored for 30 days before they go to these. */
const INFREQUENT_DAYS_MIN = 30;
const INFREQUENT: ReadonlySet<string> = new Set(["STANDARD_IA", "ONEZONE_IA"]);
/** Days that an object stays in a class before the next transition of its rule. 90 days were recorded for GLACIER. */
const STAY_DAYS_MIN: Readonly<Record<string, number>> = {
  STANDARD_IA: 30,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
};

type Kind = "Transition" | "NoncurrentVersionTransition";

export function requireMidnight(date: Date): number {
  const timeMs = date.getTime();
  if (timeMs % DAY_MS !== 0) throw invalidArgument("'Date' must be at midnight GMT", "Date", date.toISOString());
  return timeMs;
}

export function requirePositive(value: number | undefined, message: string, field: string): number {
  if (value === undefined || value < 1) throw invalidArgument(message, field, String(value));
  return value;
}

export function parseTransitions(sent: readonly Transition[], filter: RuleFilter): LifecycleRule["transitions"] {
  const parsed = sent.map(({ Days: days, Date: date, StorageClass }) => {
    const storageClass = checkClass(StorageClass);
    return { ...parseWhen(days, date, storageClass), storageClass };
  });
  checkDifferent(parsed, "Transition", filter);
  checkOrder(
    parsed.flatMap((transition) => ("days" in transition ? [transition] : [])),
    { kind: "Transition", field: "Days", filter },
  );
  return parsed;
}

function parseWhen(days: number | undefined, date: Date | undefined, storageClass: string): When {
  if ((days === undefined) === (date === undefined)) throw malformedXml();
  if (date !== undefined) return { dateMs: requireMidnight(date) };
  if (days === undefined || days < 0)
    throw invalidArgument("'Days' in Transition action must be nonnegative", "Days", String(days));
  if (days < INFREQUENT_DAYS_MIN && INFREQUENT.has(storageClass))
    throw invalidArgument(
      `'Days' in Transition action must be greater than or equal to 30 for storageClass '${storageClass}'`,
      "Days",
      String(days),
    );
  return { days };
}

/** AWS: an object may go to an infrequent class as soon as it is noncurrent for so many days, 30 at least (user guide, general considerations). */
export function parseNoncurrentTransitions(
  sent: readonly NoncurrentVersionTransition[],
  { filter, isOld }: { readonly filter: RuleFilter; readonly isOld: boolean },
): LifecycleRule["noncurrentTransitions"] {
  const parsed = sent.map(({ NoncurrentDays: days, NewerNoncurrentVersions: newer, StorageClass }) => {
    const storageClass = checkClass(StorageClass);
    if (days === undefined) throw malformedXml();
    if (days < 0)
      throw invalidArgument(
        "'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative",
        "NoncurrentDays",
        String(days),
      );
    if (days < INFREQUENT_DAYS_MIN && INFREQUENT.has(storageClass))
      throw invalidArgument(
        `'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to 30 for storageClass '${storageClass}'`,
        "NoncurrentDays",
        String(days),
      );
    return { days, newer: parseNewer(newer, isOld), storageClass };
  });
  checkDifferent(parsed, "NoncurrentVersionTransition", filter);
  checkOrder(parsed, { kind: "NoncurrentVersionTransition", field: "NoncurrentDays", filter });
  return parsed;
}

/** AWS: documented up to 100; 500 were accepted (CloudFormation, 2026), and are here. */
export function parseNewer(newer: number | undefined, isOld: boolean): NoncurrentAction["newer"] {
  if (newer === undefined) return undefined;
  if (isOld) throw invalidRequest("NewerNoncurrentVersions element can only be used in Lifecycle V2.");
  if (newer > NEWER_VERSIONS_MAX)
    throw invalidArgument("'NewerNoncurrentVersions' must not exceed 500", "NewerNoncurrentVersions", String(newer));
  return requirePositive(newer, "'NewerNoncurrentVersions' must be a positive integer", "NewerNoncurrentVersions");
}

function checkClass(storageClass: string | undefined): string {
  if (storageClass === undefined || !isTransitionClass(storageClass)) throw malformedXml();
  return storageClass;
}

function checkDifferent(
  transitions: readonly { readonly storageClass: string }[],
  kind: Kind,
  filter: RuleFilter,
): void {
  const classes = new Set(transitions.map(({ storageClass }) => storageClass));
  if (classes.size < transitions.length)
    throw invalidRequest(
      `'StorageClass' must be different for '${kind}' actions in same 'Rule' with filter '${filterText(filter)}'`,
    );
}

interface Order {
  readonly kind: Kind;
  readonly field: "Days" | "NoncurrentDays";
  readonly filter: RuleFilter;
}

/** A colder class comes later, by the days that the warmer one holds its objects at least. */
function checkOrder(
  transitions: readonly { readonly days: number; readonly storageClass: string }[],
  { kind, field, filter }: Order,
): void {
  const warmest = transitions.toSorted((one, other) => rank(one.storageClass) - rank(other.storageClass));
  for (const [index, warm] of warmest.entries()) {
    const cold = warmest[index + 1];
    const stayDays = STAY_DAYS_MIN[warm.storageClass] ?? 0;
    if (cold === undefined || cold.days - warm.days >= stayDays) continue;
    const shown = filterText(filter);
    throw invalidArgument(
      `'${field}' in the '${kind}' action for StorageClass '${cold.storageClass}' for filter '${shown}' must be ${stayDays} days more than 'filter '${shown}'' in the '${kind}' action for StorageClass '${warm.storageClass}'`,
      field,
    );
  }
}

function rank(storageClass: string): number {
  return WARMEST_FIRST.indexOf(storageClass);
}
