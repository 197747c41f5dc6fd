/**
 * The way into every cryptographic operation: find the key by any name, make up for a rotation that is due, check usage and state in AWS's
 * order, and open the material.
 */
import type { KeyUsageType } from "@aws-sdk/client-kms";
import type { RequestContext } from "../../../kit/context.ts";
import { assert } from "../../../runtime/assert.ts";
import { dryRun, invalidState, keyUsageRefused } from "../errors.ts";
import { checkGrantTokenList } from "../grants/grant-token.ts";
import type { Kms } from "../kms.ts";
import type { Material } from "../material/materials.ts";
import { readMaterial } from "../material/read-material.ts";
import { checkKeyId } from "../validation.ts";
import { findReferenced, type FoundKey } from "./find-key.ts";
import { type KeyReference, readKeyReference } from "./key-reference.ts";
import { requireState, USABLE } from "./key-state.ts";
import { ensureManagedKey } from "./managed-keys.ts";
import { settleRotation } from "./rotation.ts";

/** What of a request context using a key needs; callers of the `Keys` port have it too. */
export type UseContext = Pick<RequestContext, "accountId" | "region" | "nowMs" | "requestId">;

export interface KeyUse {
  /** The operation's name, for refusals. */
  readonly operation: string;
  readonly usage: KeyUsageType;
  readonly grantTokens?: readonly string[] | undefined;
}

export interface OpenKey {
  readonly found: FoundKey;
  readonly material: Material;
}

/** @throws {ServiceError} NotFoundException, InvalidArnException, ValidationException, InvalidGrantTokenException */
export async function findKeyToUse(
  kms: Kms,
  keyId: string,
  context: UseContext,
  grantTokens?: readonly string[],
): Promise<FoundKey> {
  const reference = readKeyReference(checkKeyId(keyId), context);
  checkGrantTokenList(kms, grantTokens);
  return findSettled(kms, reference, context.nowMs);
}

/** With an AWS managed key made and a rotation made up for, when they are due. */
export async function findSettled(kms: Kms, reference: KeyReference, nowMs: number): Promise<FoundKey> {
  const { place, target } = reference;
  if (target.type === "alias") await ensureManagedKey(kms, place, target.name, nowMs);
  const find = (): Promise<FoundKey> =>
    kms.records.read((reader) => findReferenced(reader, reference, { nowMs, cache: kms.cache }));
  const found = await find();
  return (await settleRotation(kms, found, nowMs)) ? find() : found;
}

/** Usage first, then state, as AWS answers. @throws {ServiceError} InvalidKeyUsageException, DisabledException, KMSInvalidStateException */
export function checkUse(found: FoundKey, { operation, usage }: Pick<KeyUse, "operation" | "usage">): void {
  if (found.backing.usage !== usage) throw keyUsageRefused(found.arn, found.backing.usage, operation);
  requireState(found, USABLE);
}

/** The material in use. @throws {ServiceError} KMSInvalidStateException when it went away since the key was found */
export async function openCurrent(kms: Kms, found: FoundKey, nowMs: number): Promise<Material> {
  const version = found.backing.current;
  const material = await kms.records.read((reader) => readMaterial(kms, reader, found, { version, nowMs }));
  if (material === undefined && found.backing.origin === "EXTERNAL")
    throw invalidState(`${found.arn} is pending import.`);
  assert(material !== undefined, `the material of ${found.arn} is not there`);
  return material;
}

/** Find, check, open: for operations that use the current material. @throws {ServiceError} as above, in this order */
export async function openKey(kms: Kms, keyId: string, context: UseContext, use: KeyUse): Promise<OpenKey> {
  const found = await findKeyToUse(kms, keyId, context, use.grantTokens);
  checkUse(found, use);
  return { found, material: await openCurrent(kms, found, context.nowMs) };
}

export function noteUse(kms: Kms, { place, id }: FoundKey, operation: string, context: UseContext): void {
  kms.lastUses.note(place, id, { operation, timeMs: context.nowMs, requestId: context.requestId });
}

/** AWS: a dry run fails in any case; when nothing else was wrong, with this. @throws {ServiceError} DryRunOperationException */
export function endDryRun(isDryRun: boolean | undefined): void {
  if (isDryRun === true) throw dryRun();
}

/** Makes up for a rotation of the key that a management request names; what is wrong with the name is for the operation to say. */
export async function settleReferenced(kms: Kms, keyId: string, context: UseContext): Promise<void> {
  const reference = readKeyReference(checkKeyId(keyId), context);
  if (reference.target.type === "key") await findSettled(kms, reference, context.nowMs);
}
