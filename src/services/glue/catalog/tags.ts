/**
 * Tags of databases and crawlers, kept beside the resource under its ARN's resource part.
 */
import { parseArn } from "../../../kit/arn.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { entityNotFound, invalidInput, validationFailed } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";
import { crawlerKey, databaseKey, encodeRecord, readRecord, tagsKey } from "../records.ts";
import type { Scope } from "../scope.ts";

export type Tags = Readonly<Record<string, string>>;

/** @throws ValidationException for too many tags or tags out of their bounds */
export function checkedTags(tags: Tags | undefined): Tags {
  const entries = Object.entries(tags ?? {});
  if (entries.length > TAGS_MAX)
    throw validationFailed(
      `[${entries.length} tags]`,
      "tags",
      `Member must have length less than or equal to ${TAGS_MAX}`,
    );
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128)
      throw validationFailed(key, "tags.key", "Member must have length between 1 and 128");
    if (value.length > 256)
      throw validationFailed(value, "tags.value", "Member must have length less than or equal to 256");
    if (key.toLowerCase().startsWith("aws:")) throw invalidInput("Tag keys must not start with aws:");
  }
  return tags ?? {};
}

export function putTags(transaction: Transaction, scope: Scope, resource: string, tags: Tags): void {
  const key = tagsKey(scope, resource);
  if (Object.keys(tags).length === 0) transaction.delete(key);
  else transaction.put(key, encodeRecord(tags));
}

export function readTags(reader: Reader, scope: Pick<Scope, "accountId" | "region">, resource: string): Tags {
  return readRecord<Tags>(reader, tagsKey(scope, resource)) ?? {};
}

/**
 * The resource part of a taggable ARN that exists.
 *
 * @throws InvalidInputException for an ARN of another place or kind; EntityNotFoundException
 */
export function taggedResource(reader: Reader, scope: Scope, resourceArn: string): string {
  const arn = parseArn(resourceArn);
  const [kind, given, ...rest] = arn?.resource.split("/") ?? [];
  const name = kind === "database" ? given?.toLowerCase() : given;
  if (
    arn?.service !== "glue" ||
    arn.region !== scope.region ||
    arn.accountId !== scope.accountId ||
    name === undefined ||
    (kind === "database" && rest.length > 0) ||
    (kind !== "database" && kind !== "crawler")
  ) {
    throw invalidInput(`Resource ${resourceArn} cannot be tagged.`);
  }
  const key = kind === "database" ? databaseKey(scope, name) : crawlerKey(scope, name);
  if (reader.get(key) === undefined) throw entityNotFound(`Resource ${resourceArn} not found.`);
  return `${kind}/${name}`;
}
