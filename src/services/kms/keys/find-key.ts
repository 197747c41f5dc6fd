/**
 * Keys by any of their names: alias, deletion by the clock and state are resolved here, once, for every operation.
 */
import type { RequestContext } from "../../../kit/context.ts";
import { nameOf } from "../../../auth/principal.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { aliasNotFound, invalidKeyId, keyNotFound, otherAccountRefused } from "../errors.ts";
import {
  type AliasRecord,
  aliasKey,
  type BackingRecord,
  backingKey,
  type KeyRecord,
  keyKey,
  type Place,
  readRecord,
} from "../records.ts";
import type { RecordCache } from "../record-cache.ts";
import { checkKeyId } from "../validation.ts";
import { deletionDueMs } from "./deletion.ts";
import { aliasArn, keyArn, type KeyReference, readKeyReference } from "./key-reference.ts";
import { keyStateOf, type OurKeyState } from "./key-state.ts";

export interface FoundKey {
  readonly place: Place;
  readonly arn: string;
  readonly id: string;
  readonly key: KeyRecord;
  readonly backing: BackingRecord;
  readonly state: OurKeyState;
  /** When it will be gone, as far as that is known. */
  readonly dueMs: number | undefined;
}

/** What finding a key needs besides the reader. */
export interface FindContext {
  readonly nowMs: number;
  readonly cache?: RecordCache | undefined;
}

/** The key of that id, or undefined when there is none or its deletion is due. */
export function findKeyById(reader: Reader, place: Place, id: string, context: FindContext): FoundKey | undefined {
  const key = readCached<KeyRecord>(reader, keyKey(place, id), `k/${place.accountId}/${place.region}/${id}`, context);
  const backing =
    key &&
    readCached<BackingRecord>(reader, backingKey(place, id), `b/${place.accountId}/${place.region}/${id}`, context);
  if (key === undefined || backing === undefined) return undefined;
  const dueMs = deletionDueMs(reader, place, { key, backing }, context.nowMs);
  if (dueMs !== undefined && dueMs <= context.nowMs) return undefined;
  const state = keyStateOf(reader, place, { key, backing, dueMs }, context.nowMs);
  return { place, arn: keyArn(place, id), id, key, backing, state, dueMs };
}

function readCached<Record>(
  reader: Reader,
  storeKey: Parameters<Reader["get"]>[0],
  name: string,
  { cache }: FindContext,
): Record | undefined {
  if (cache === undefined) return readRecord<Record>(reader, storeKey);
  const bytes = reader.get(storeKey);
  return bytes === undefined ? undefined : cache.decode<Record>(name, bytes);
}

/** @throws {ServiceError} NotFoundException for an alias or key that is not there */
export function findReferenced(reader: Reader, reference: KeyReference, context: FindContext): FoundKey {
  const { place, target } = reference;
  let id: string;
  if (target.type === "key") id = target.id;
  else {
    const alias = readRecord<AliasRecord>(reader, aliasKey(place, target.name));
    if (alias === undefined) throw aliasNotFound(aliasArn(place, target.name));
    id = alias.targetKeyId;
  }
  const found = findKeyById(reader, place, id, context);
  if (found === undefined) throw keyNotFound(keyArn(place, id));
  return found;
}

/** For operations on keys of other accounts too, but not by alias. @throws {ServiceError} ValidationException, NotFoundException, InvalidArnException */
export function findKeyByIdOrArn(reader: Reader, keyId: string, context: RequestContext): FoundKey {
  const reference = readKeyReference(checkKeyId(keyId), context);
  // AWS: management operations take no alias ("Invalid keyId alias/...").
  if (reference.target.type === "alias") throw invalidKeyId(keyId);
  return findReferenced(reader, reference, { nowMs: context.nowMs });
}

/** For management operations: a key of the caller's own account, by id or ARN. @throws as `findKeyByIdOrArn`; AccessDeniedException */
export function findOwnKey(reader: Reader, keyId: string, context: RequestContext, action: string): FoundKey {
  const found = findKeyByIdOrArn(reader, keyId, context);
  if (found.place.accountId !== context.accountId)
    throw otherAccountRefused(nameOf(context.principal), `kms:${action}`, found.arn);
  return found;
}
