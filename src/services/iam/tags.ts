/**
 * Tags of IAM's resources.
 *
 * AWS: keys of users and roles are compared without case, and a tag that is there keeps its place but takes the new key and value; those of other
 * resources are compared with case (IAM user guide, "Rules for tagging in IAM and AWS STS", read 2026-11-23).
 */
import type { Tag } from "@aws-sdk/client-iam";
import { invalidInput, limitExceeded } from "./errors.ts";
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_MAX } from "./limits.ts";
import { fold, type TagRecord } from "./store/records.ts";
import { countWithin, lengthWithin, matches, requireValid, type Violations } from "./validation.ts";

/** Which keys are the same. */
export type TagCase = "ignored" | "kept";

const KEY_PATTERN = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
const VALUE_PATTERN = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const WRITTEN = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

const same = (tagCase: TagCase, key: string): string => (tagCase === "ignored" ? fold(key) : key);

/**
 * The tags of a request.
 *
 * @throws {ServiceError} ValidationError for too many tags and tags out of their bounds; InvalidInput for a key that is given twice or reserved
 */
export function checkedTags(tags: readonly Tag[] | undefined, tagCase: TagCase): readonly TagRecord[] {
  const given = (tags ?? []).map(({ Key = "", Value = "" }) => ({ Key, Value }));
  requireValid(
    countWithin("tags", given, TAGS_MAX),
    given.flatMap(({ Key, Value }, index) => [
      ...keyViolations(`tags.${index + 1}.member.key`, Key),
      ...lengthWithin(`tags.${index + 1}.member.value`, Value, 0, TAG_VALUE_LENGTH_MAX),
      ...matches(`tags.${index + 1}.member.value`, Value, VALUE_PATTERN, `${WRITTEN}*`),
    ]),
  );
  refuseReserved(given.map(({ Key }) => Key));
  if (new Set(given.map(({ Key }) => same(tagCase, Key))).size < given.length)
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  return given;
}

/** @throws {ServiceError} ValidationError */
export function checkedTagKeys(keys: readonly string[]): readonly string[] {
  requireValid(
    countWithin("tagKeys", keys, TAGS_MAX),
    keys.flatMap((key, index) => keyViolations(`tagKeys.${index + 1}.member`, key)),
  );
  refuseReserved(keys);
  return keys;
}

function keyViolations(member: string, key: string): Violations {
  return [
    ...lengthWithin(member, key, 1, TAG_KEY_LENGTH_MAX),
    ...(key === "" ? [] : matches(member, key, KEY_PATTERN, `${WRITTEN}+`)),
  ];
}

function refuseReserved(keys: readonly string[]): void {
  // The rule is documented, the words are assumed.
  if (keys.some((key) => key.toLowerCase().startsWith("aws:")))
    throw invalidInput("Tag keys that start with aws: are reserved for system use.");
}

/** @throws {ServiceError} LimitExceeded when there would be more than 50 */
export function mergedTags(
  known: readonly TagRecord[],
  added: readonly TagRecord[],
  tagCase: TagCase,
): readonly TagRecord[] {
  const merged = new Map(known.map((tag) => [same(tagCase, tag.Key), tag]));
  for (const tag of added) merged.set(same(tagCase, tag.Key), tag);
  if (merged.size > TAGS_MAX) throw limitExceeded("The number of tags has reached the maximum limit.");
  return [...merged.values()];
}

/** Keys that are not there are no error. */
export function withoutTags(
  known: readonly TagRecord[],
  removed: readonly string[],
  tagCase: TagCase,
): readonly TagRecord[] {
  const gone = new Set(removed.map((key) => same(tagCase, key)));
  return known.filter(({ Key }) => !gone.has(same(tagCase, Key)));
}
