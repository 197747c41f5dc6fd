/**
 * How requests name keys: key id, key ARN, alias name, alias ARN. Reading such a text needs no state; what an alias stands for does
 * (`find-key.ts`).
 */
import { formatArn, parseArn } from "../../../kit/arn.ts";
import { invalidArn, invalidArnRegion, invalidKeyId } from "../errors.ts";
import type { Place } from "../records.ts";

export interface KeyReference {
  /** Owner and Region that the text names, or those of the request. */
  readonly place: Place;
  readonly target: { readonly type: "key"; readonly id: string } | { readonly type: "alias"; readonly name: string };
}

const KEY_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/**
 * @throws {ServiceError} NotFoundException when the text names no key, or one of another Region; InvalidArnException for an ARN of something else
 */
export function readKeyReference(text: string, place: Place): KeyReference {
  if (text.startsWith("arn:")) return readArn(text, place);
  if (text.startsWith("alias/")) return { place, target: { type: "alias", name: text } };
  if (isKeyId(text)) return { place, target: { type: "key", id: text } };
  throw invalidKeyId(text);
}

function readArn(text: string, place: Place): KeyReference {
  const arn = parseArn(text);
  if (arn?.service !== "kms" || !/^\d{12}$/.test(arn.accountId)) throw invalidArn(text);
  // AWS: an ARN of another Region is named by that Region alone (recorded answer of DescribeKey).
  if (arn.region !== place.region) throw invalidArnRegion(arn.region);
  const owner = { accountId: arn.accountId, region: arn.region };
  if (arn.resource.startsWith("alias/")) return { place: owner, target: { type: "alias", name: arn.resource } };
  const id = arn.resource.startsWith("key/") ? arn.resource.slice("key/".length) : "";
  if (!isKeyId(id)) throw invalidKeyId(text);
  return { place: owner, target: { type: "key", id } };
}

export function keyArn(place: Place, keyId: string): string {
  return formatArn({ service: "kms", region: place.region, accountId: place.accountId, resource: `key/${keyId}` });
}

/** `name` begins with `alias/`. */
export function aliasArn(place: Place, name: string): string {
  return formatArn({ service: "kms", region: place.region, accountId: place.accountId, resource: name });
}
