/** Tags of keys. @see https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html (read 2026-11-23) */
import type { Tag } from "@aws-sdk/client-kms";
import { limitExceeded, tagRefused } from "../errors.ts";
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_MAX } from "../limits.ts";
import { checkLength } from "../validation.ts";

export type Tags = Readonly<Record<string, string>>;

/** @throws {ServiceError} ValidationException, TagException */
export function readTags(tags: readonly Tag[] | undefined): Tags {
  const read: Record<string, string> = {};
  for (const { TagKey = "", TagValue = "" } of tags ?? []) {
    checkLength("tags.1.member.tagKey", TagKey, { min: 1, max: TAG_KEY_LENGTH_MAX });
    checkLength("tags.1.member.tagValue", TagValue, { min: 0, max: TAG_VALUE_LENGTH_MAX });
    if (/^aws:/i.test(TagKey)) throw tagRefused("Tags beginning with aws: are reserved");
    if (Object.hasOwn(read, TagKey)) throw tagRefused("Duplicate tag keys");
    read[TagKey] = TagValue;
  }
  return read;
}

/** @throws {ServiceError} LimitExceededException */
export function mergeTags(present: Tags, added: Tags): Tags {
  const merged = { ...present, ...added };
  if (Object.keys(merged).length > TAGS_MAX) throw limitExceeded(`A key can have at most ${TAGS_MAX} tags`);
  return merged;
}

export function listTags(tags: Tags): Tag[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
