/**
 * From what a write is to be sealed with to the keys that storage gets and the record that remembers them wrapped, and back. Also for keys that exist: whoever shares
 * sealed bytes wraps the same data keys again.
 */
import { internalError } from "../../../kit/errors.ts";
import { assert } from "../../../runtime/assert.ts";
import type { SealKeys } from "../../../storage/objects.ts";
import type { SealParts } from "./seal-parts.ts";
import type { CustomerKey } from "./customer-key.ts";
import { type KmsRequest, newKmsKey, openKmsKey, type SealPlace } from "./kms-keys.ts";
import { type EncryptionAlgorithm, hasMd5Etag, type KmsWrapping, type ObjectEncryption } from "./object-encryption.ts";
import { openOwnedKey, withOwnedKey } from "./owned-key.ts";
import { unwrapKey, wrapKey } from "./wrapped-key.ts";

/** What a write is to be sealed with, after everything that decides it was looked at. */
export type SealPlan =
  | { readonly algorithm: "AES256" }
  | ({ readonly algorithm: "aws:kms" | "aws:kms:dsse" } & KmsRequest)
  | { readonly algorithm: "customer"; readonly customer: CustomerKey };

/** What a write needs to seal its bytes. */
export interface Sealing {
  readonly keys: SealKeys;
  readonly encryption: ObjectEncryption;
  /** The ETag where it is not to be the MD5. AWS: it differs each time, also for the same bytes under the same key. */
  readonly etag: string | undefined;
}

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const ETAG_BYTES = 16;

/** How many keys the bytes of such an object are sealed with. */
export function layersOf({ algorithm }: { readonly algorithm: EncryptionAlgorithm }): number {
  return algorithm === "aws:kms:dsse" ? 2 : 1;
}

/** Undefined for no plan. Errors: see newKmsKey */
export async function beginSealing(
  s3: SealParts,
  place: SealPlace,
  plan: SealPlan | undefined,
): Promise<Sealing | undefined> {
  if (plan === undefined) return undefined;
  const { random } = s3.runtime;
  const one = random.bytes(KEY_BYTES);
  return await wrapKeys(s3, place, { plan, keys: layersOf(plan) === 2 ? [one, random.bytes(KEY_BYTES)] : [one] });
}

/** For keys that are in use already; as many as the plan has layers. Errors: see newKmsKey */
export async function wrapKeys(
  s3: SealParts,
  place: SealPlace,
  { plan, keys }: { readonly plan: SealPlan; readonly keys: SealKeys },
): Promise<Sealing> {
  assert(keys.length === layersOf(plan), "each layer has a key");
  const { algorithm } = plan;
  const binding = place.bucket.name;
  const wrap = (dataKey: Uint8Array, wrappingKey: Uint8Array): string => {
    const text = wrapKey(dataKey, { wrappingKey, binding }, s3.runtime.random.bytes(SALT_BYTES));
    wrappingKey.fill(0);
    return text;
  };
  const needsOwned = algorithm === "AES256" || algorithm === "aws:kms:dsse";
  const bucket = needsOwned ? await withOwnedKey(s3, place.bucket) : place.bucket;
  const [first, second] = keys;
  const wrapped: string[] = [];
  let kms: KmsWrapping | undefined;
  if (plan.algorithm === "customer") wrapped.push(wrap(first, Buffer.from(plan.customer.key)));
  else if (plan.algorithm === "AES256") wrapped.push(wrap(first, openOwnedKey(s3, bucket)));
  else {
    const { context, isBucketKey } = plan;
    const made = await newKmsKey(s3, place, plan);
    wrapped.push(wrap(first, made.key));
    kms = { ...made.kms, context, isBucketKey: isBucketKey ? true : undefined };
    if (second !== undefined) wrapped.push(wrap(second, openOwnedKey(s3, bucket)));
  }
  const etag = hasMd5Etag(plan) ? undefined : s3.runtime.ids.hex(ETAG_BYTES);
  return { keys, encryption: { algorithm, keys: wrapped, ...(kms === undefined ? {} : { kms }) }, etag };
}

/**
 * The keys of an object that was sealed with a key of S3's or of KMS's. KMS decides in the caller's name. Errors: see newKmsKey
 *
 * @throws {InternalError} 500 when they do not open
 */
export async function openKeys(s3: SealParts, place: SealPlace, encryption: ObjectEncryption): Promise<SealKeys> {
  const { keys, kms } = encryption;
  const [first = "", second] = keys;
  const wrapping = kms === undefined ? openOwnedKey(s3, place.bucket) : await openKmsKey(s3, place, kms);
  const inner = unwrap(first, wrapping, place);
  return second === undefined ? [inner] : [inner, unwrap(second, openOwnedKey(s3, place.bucket), place)];
}

function unwrap(wrapped: string, wrappingKey: Uint8Array, { bucket, key }: SealPlace): Uint8Array {
  const opened = unwrapKey(wrapped, { wrappingKey, binding: bucket.name });
  wrappingKey.fill(0);
  if (opened === undefined) throw internalError(new Error(`the data key of ${bucket.name}/${key} does not open`));
  return opened;
}

/** Undefined when the object was sealed with another customer key. */
export function openWithCustomerKey(
  bucket: string,
  { keys: [wrapped = ""], boundTo = bucket }: ObjectEncryption,
  { key }: CustomerKey,
): SealKeys | undefined {
  const opened = unwrapKey(wrapped, { wrappingKey: key, binding: boundTo });
  return opened === undefined ? undefined : [opened];
}
