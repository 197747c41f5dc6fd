/** Tags of trails. AWS: API_AddTags.html; the order of checks is assumed. */
import type { Tag } from "@aws-sdk/client-cloudtrail";
import { invalidTag, tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";

type Tags = Readonly<Record<string, string>>;

/** `earlier` with `tags` on top. @throws {ServiceError} InvalidTagParameterException, TagsLimitExceededException */
export function withTags(earlier: Tags, tags: readonly Tag[] = []): Tags {
  const keys = tags.map(({ Key }) => Key ?? "");
  if (new Set(keys).size < keys.length) throw invalidTag("Tag keys must be unique.");
  for (const { Key = "", Value = "" } of tags) {
    if (Key === "" || Key.length > 128 || Value.length > 256)
      throw invalidTag("A tag has a key of 1 to 128 and a value of at most 256 characters.");
    if (/^aws:/i.test(Key)) throw invalidTag("Tag keys must not begin with aws:.");
  }
  const all = { ...earlier, ...Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value])) };
  if (Object.keys(all).length > TAGS_MAX) throw tooManyTags();
  return all;
}

export function withoutTags(earlier: Tags, tags: readonly Tag[] = []): Tags {
  const gone = new Set(tags.map(({ Key }) => Key));
  return Object.fromEntries(Object.entries(earlier).filter(([key]) => !gone.has(key)));
}

/** As the API shows them. */
export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
