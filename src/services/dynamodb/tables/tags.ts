/** Tags of tables: AWS's rules on them, and where they are. */
import type { Tag } from "@aws-sdk/client-dynamodb";
import { limitExceeded, validation } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";
import { parseArn } from "../../../kit/arn.ts";
import type { TablePlace } from "../scope.ts";

export type Tags = Readonly<Record<string, string>>;

const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

/** @throws {ServiceError} ValidationException */
export function checkTags(tags: readonly Tag[]): void {
  const seen = new Set<string>();
  for (const { Key: key = "", Value: value = "" } of tags) {
    if (key === "" || key.length > KEY_LENGTH_MAX)
      throw validation(`Tag key must be between 1 and ${KEY_LENGTH_MAX} characters in length`);
    if (value.length > VALUE_LENGTH_MAX)
      throw validation(`Tag value must be at most ${VALUE_LENGTH_MAX} characters in length`);
    if (key.toLowerCase().startsWith("aws:"))
      throw validation("Tag keys starting with 'aws:' are reserved for system use");
    if (seen.has(key)) throw validation(`Duplicate tag key: ${key}`);
    seen.add(key);
  }
}

export function tagsOf(tags: readonly Tag[]): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** @throws {LimitExceededException} 400 */
export function joinedTags(existing: Tags, added: Tags): Tags {
  const joined = { ...existing, ...added };
  if (Object.keys(joined).length > TAGS_MAX) throw limitExceeded(`The number of tags exceeds the limit of ${TAGS_MAX}`);
  return joined;
}

const TABLE = /^table\/([a-zA-Z0-9_.-]{3,255})$/;

/** The table whose ARN it is. @throws {ServiceError} ValidationException */
export function taggedTable(resourceArn: string | undefined): TablePlace {
  if (resourceArn === undefined) throw validation("Invalid TableArn");
  const arn = parseArn(resourceArn);
  const name = TABLE.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || arn.service !== "dynamodb" || name === undefined)
    throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${resourceArn}`);
  return { accountId: arn.accountId, region: arn.region, name };
}
