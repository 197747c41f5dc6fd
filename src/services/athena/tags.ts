/** Tags of work groups, the one kind of resource here that has them. */
import type { Tag } from "@aws-sdk/client-athena";
import { parseArn } from "../../kit/arn.ts";
import type { Reader } from "../../storage/record-store.ts";
import { invalidRequest, resourceNotFound } from "./errors.ts";
import { TAGS_MAX } from "./limits.ts";
import type { Place } from "./records.ts";
import { findWorkGroup, type WorkGroupRecord } from "./work-groups/work-group.ts";

/** @throws {ServiceError} InvalidRequestException */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > TAGS_MAX) throw invalidRequest(`A resource can have at most ${TAGS_MAX} tags`);
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256) throw invalidRequest(`Invalid tag: ${Key}`);
    if (keys.has(Key)) throw invalidRequest(`Duplicate tag keys found: ${Key}`);
    keys.add(Key);
  }
}

export function tagPairs(tags: readonly Tag[] | undefined): readonly (readonly [key: string, value: string])[] {
  return (tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]);
}

/** @throws {ServiceError} ResourceNotFoundException */
export function taggedWorkGroup(reader: Reader, place: Place, resourceArn: string): WorkGroupRecord {
  const arn = parseArn(resourceArn);
  const name =
    arn?.service === "athena" && arn.accountId === place.accountId && arn.region === place.region
      ? /^workgroup\/(.+)$/u.exec(arn.resource)?.[1]
      : undefined;
  const record = name === undefined ? undefined : findWorkGroup(reader, place, name);
  if (record === undefined) throw resourceNotFound(`Resource ${resourceArn} was not found`, resourceArn);
  return record;
}
