/**
 * A lifecycle configuration as it is sent, checked in S3's order and words, and made ours.
 *
 * AWS: which refusal a fault has comes from answers recorded from S3: localstack/localstack tests/aws/services/s3 (TestS3BucketLifecycle), issues of
 * hashicorp/terraform-provider-aws (23228, 23299, 23882, 35328, 41521) and of noobaa/noobaa-core (8341, 8628, 8664, 8861). Where a message is known and the
 * code is not, the code is that of the nearest fault.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html (read 2026-11-29)
 */
import type { LifecycleExpiration, LifecycleRule as SentRule, NoncurrentVersionExpiration } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { LIFECYCLE_RULES_MAX, RULE_ID_UNITS_MAX } from "../limits.ts";
import type { Lifecycle, LifecycleRule, MinimumSize, NoncurrentAction, RuleExpiration } from "./lifecycle-record.ts";
import { filterText, parseFilter } from "./parse-filter.ts";
import {
  parseNewer,
  parseNoncurrentTransitions,
  parseTransitions,
  requireMidnight,
  requirePositive,
} from "./parse-transitions.ts";

/** @param newId names a rule that was sent without a name */
export function parseLifecycle(
  rules: readonly SentRule[],
  minimumSize: string | undefined,
  newId: () => string,
): Lifecycle {
  if (rules.length === 0 || rules.length > LIFECYCLE_RULES_MAX) throw malformedXml();
  checkIds(rules);
  const isOld = rules[0]?.Filter === undefined;
  const parsed = rules.map((rule) => parseRule(rule, isOld, newId));
  if (isOld) checkOverlaps(parsed);
  return { rules: parsed, minimumSize: parseMinimumSize(minimumSize) };
}

function parseMinimumSize(text: string | undefined): MinimumSize {
  if (text === undefined) return "all_storage_classes_128K";
  if (text === "all_storage_classes_128K" || text === "varies_by_storage_class") return text;
  throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${text}`);
}

function checkIds(rules: readonly SentRule[]): void {
  const seen = new Set<string>();
  for (const { ID: id } of rules) {
    if (id === undefined || id === "") continue;
    if (id.length > RULE_ID_UNITS_MAX)
      throw invalidArgument("ID length should not exceed allowed limit of 255", "ID", id);
    if (seen.has(id)) throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule", "ID", id);
    seen.add(id);
  }
}

function parseRule(sent: SentRule, isOld: boolean, newId: () => string): LifecycleRule {
  if (sent.Status !== "Enabled" && sent.Status !== "Disabled") throw malformedXml();
  const filter = parseFilter(sent, isOld);
  if (!hasAction(sent)) throw invalidRequest("At least one action needs to be specified in a rule");
  const rule: LifecycleRule = {
    id: sent.ID === undefined || sent.ID === "" ? newId() : sent.ID,
    isEnabled: sent.Status === "Enabled",
    filter,
    expiration: sent.Expiration === undefined ? undefined : parseExpiration(sent.Expiration),
    noncurrentExpiration: parseNoncurrentExpiration(sent.NoncurrentVersionExpiration, isOld),
    abortDays: parseAbort(sent),
    transitions: parseTransitions(sent.Transitions ?? [], filter),
    noncurrentTransitions: parseNoncurrentTransitions(sent.NoncurrentVersionTransitions ?? [], { filter, isOld }),
  };
  checkFilterOfActions(rule);
  checkTimes(rule);
  return rule;
}

function hasAction(sent: SentRule): boolean {
  return [
    sent.Expiration,
    sent.NoncurrentVersionExpiration,
    sent.AbortIncompleteMultipartUpload,
    sent.Transitions?.[0],
    sent.NoncurrentVersionTransitions?.[0],
  ].some((action) => action !== undefined);
}

function parseExpiration({
  Days: days,
  Date: date,
  ExpiredObjectDeleteMarker: marker,
}: LifecycleExpiration): RuleExpiration {
  if ([days, date, marker].filter((member) => member !== undefined).length !== 1) throw malformedXml();
  if (marker !== undefined) return { expiredMarker: marker };
  if (date !== undefined) return { dateMs: requireMidnight(date) };
  return { days: requirePositive(days, "'Days' for Expiration action must be a positive integer", "Days") };
}

function parseNoncurrentExpiration(
  sent: NoncurrentVersionExpiration | undefined,
  isOld: boolean,
): NoncurrentAction | undefined {
  if (sent === undefined) return undefined;
  if (sent.NoncurrentDays === undefined) throw malformedXml();
  const message = "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer";
  return {
    days: requirePositive(sent.NoncurrentDays, message, "NoncurrentDays"),
    newer: parseNewer(sent.NewerNoncurrentVersions, isOld),
  };
}

function parseAbort({ AbortIncompleteMultipartUpload: abort }: SentRule): number | undefined {
  if (abort === undefined) return undefined;
  if (abort.DaysAfterInitiation === undefined) throw malformedXml();
  const message = "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer";
  return requirePositive(abort.DaysAfterInitiation, message, "DaysAfterInitiation");
}

/** What is about uploads or markers alone cannot be chosen by what only objects have. */
function checkFilterOfActions({ filter, expiration, abortDays }: LifecycleRule): void {
  const hasSizes = filter.largerThan !== undefined || filter.smallerThan !== undefined;
  const isMarker = expiration !== undefined && "expiredMarker" in expiration;
  for (const [action, isThere] of [
    ["ExpiredObjectDeleteMarker", isMarker],
    ["AbortIncompleteMultipartUpload", abortDays !== undefined],
  ] as const) {
    if (isThere && filter.tags.length > 0) throw invalidRequest(`${action} cannot be specified with Tags.`);
    if (isThere && hasSizes) throw invalidRequest(`${action} cannot be specified with Object Size.`);
  }
}

/** Within one rule, dates and days do not mix, and objects expire after they have moved. */
function checkTimes(rule: LifecycleRule): void {
  const { expiration, transitions, noncurrentExpiration, noncurrentTransitions } = rule;
  const shown = filterText(rule.filter);
  const timed = expiration === undefined || "expiredMarker" in expiration ? [] : [expiration];
  const all = [...timed, ...transitions];
  if (all.some((when) => "days" in when) && all.some((when) => "dateMs" in when))
    throw invalidRequest(
      `Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '${shown}'`,
    );
  for (const transition of transitions) {
    if (expiration === undefined) continue;
    const isDays = "days" in transition && "days" in expiration && expiration.days <= transition.days;
    const isDate = "dateMs" in transition && "dateMs" in expiration && expiration.dateMs <= transition.dateMs;
    const field = isDays ? "Days" : "Date";
    if (isDays || isDate)
      throw invalidArgument(
        `'${field}' in the Expiration action for filter '${shown}' must be greater than '${field}' in the Transition action`,
        field,
      );
  }
  if (noncurrentExpiration === undefined) return;
  if (noncurrentTransitions.some(({ days }) => noncurrentExpiration.days <= days))
    throw invalidArgument(
      `'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '${shown}' must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action`,
      "NoncurrentDays",
    );
}

/** AWS: rules of the old form must not overlap in one kind of action; rules with filters may. */
function checkOverlaps(rules: readonly LifecycleRule[]): void {
  const kinds: readonly [string, (rule: LifecycleRule) => boolean][] = [
    ["Expiration", (rule) => rule.expiration !== undefined],
    ["Transition", (rule) => rule.transitions.length > 0],
    ["NoncurrentVersionExpiration", (rule) => rule.noncurrentExpiration !== undefined],
    ["NoncurrentVersionTransition", (rule) => rule.noncurrentTransitions.length > 0],
    ["AbortIncompleteMultipartUpload", (rule) => rule.abortDays !== undefined],
  ];
  for (const [kind, takes] of kinds) {
    const prefixes = rules.filter(takes).map(({ filter }) => filter.prefix);
    prefixes.sort();
    for (const [index, prefix] of prefixes.entries()) {
      // In order, a prefix that begins another one begins the one behind it.
      const next = prefixes[index + 1];
      if (next?.startsWith(prefix) === true)
        throw invalidRequest(`Found overlapping prefixes '${prefix}' and '${next}' for same action type '${kind}'`);
    }
  }
}
