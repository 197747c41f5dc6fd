/**
 * KMS's records: keys and JSON.
 *
 *     ["kms", account, region, "key", id]                   -> KeyRecord: what each Region keeps for itself
 *     ["kms", account, home, "backing", id]                 -> BackingRecord: what all Regions of a multi-Region key share
 *     ["kms", account, home, "material", id, version]       -> MaterialRecord
 *     ["kms", account, region, "import", id, version]       -> ImportRecord (Origin EXTERNAL)
 *     ["kms", account, region, "alias", name]               -> AliasRecord
 *     ["kms", account, region, "alias-of", id, name]        -> empty
 *     ["kms", account, region, "grant", id, grantId]        -> GrantRecord
 *     ["kms", account, region, "grant-by", id, "grantee" | "name", value, grantId] -> empty
 *     ["kms", account, region, "grant-count", id]           -> GrantCountRecord
 *     ["kms", account, region, "last-use", id]              -> LastUseRecord
 *     ["kms-due", dueMs, "key", account, region, id]        -> empty (deletion at that time)
 *     ["kms-due", dueMs, "import", account, region, id, version] -> empty (material expires at that time)
 *     ["kms-retirable", region, principal, account, id, grantId] -> empty
 *
 * `home` is the Region of a key, and "global" for multi-Region keys: that is all the difference there is.
 */
import type { GrantConstraints, GrantOperation, KeySpec, KeyUsageType, OriginType } from "@aws-sdk/client-kms";
import type { Caller } from "../../auth/principal.ts";
import type { Key, Reader, Transaction } from "../../storage/record-store.ts";

/** Where records live; callers and request contexts fit. */
export type Place = Pick<Caller, "accountId" | "region">;

export interface KeyRecord {
  readonly id: string;
  readonly createdMs: number;
  readonly description: string;
  readonly isEnabled: boolean;
  /** AWS's own keys, `alias/aws/<service>`: the service. */
  readonly managedFor?: string | undefined;
  /** JSON text. */
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletion?: Deletion | undefined;
}

export interface Deletion {
  readonly windowDays: number;
  /** Undefined while a primary key waits for its replicas to be gone. */
  readonly dueMs: number | undefined;
}

export interface BackingRecord {
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  readonly origin: Extract<OriginType, "AWS_KMS" | "EXTERNAL">;
  /** Version of the material in use, from 1; 0 before the first import. */
  readonly current: number;
  readonly rotation?: { readonly periodDays: number; readonly nextMs: number } | undefined;
  readonly onDemandRotations: number;
  /** Imported for the next rotation on demand: its version. */
  readonly pending?: number | undefined;
  readonly multiRegion?: { readonly primary: string; readonly replicas: readonly string[] } | undefined;
}

export interface MaterialRecord {
  /** 64 hex digits. */
  readonly materialId: string;
  /** When a rotation brought it; undefined for the first material and for what waits for its rotation. */
  readonly rotatedMs?: number | undefined;
  readonly rotationType?: "AUTOMATIC" | "ON_DEMAND" | undefined;
  /** Base64 of the sealed material; undefined for imported material, which each Region keeps for itself. */
  readonly sealed?: string | undefined;
  /** Base64 of the public key, SubjectPublicKeyInfo. */
  readonly publicKey?: string | undefined;
}

export interface ImportRecord {
  readonly sealed: string;
  readonly validToMs?: number | undefined;
  readonly description?: string | undefined;
}

export interface AliasRecord {
  readonly targetKeyId: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface GrantRecord {
  readonly grantId: string;
  readonly name?: string | undefined;
  readonly createdMs: number;
  readonly granteePrincipal?: string | undefined;
  readonly granteeServicePrincipal?: string | undefined;
  readonly retiringPrincipal?: string | undefined;
  readonly retiringServicePrincipal?: string | undefined;
  readonly issuingAccount: string;
  readonly operations: readonly GrantOperation[];
  readonly constraints?: GrantConstraints | undefined;
}

export interface GrantCountRecord {
  readonly count: number;
}

export interface LastUseRecord {
  readonly operation: string;
  readonly timeMs: number;
  readonly requestId: string;
}

const MULTI_REGION_HOME = "global";

export function homeOf(place: Place, keyId: string): string {
  return isMultiRegionId(keyId) ? MULTI_REGION_HOME : place.region;
}

export function isMultiRegionId(keyId: string): boolean {
  return keyId.startsWith("mrk-");
}

const keyIn = (place: Place, kind: string, ...rest: Key): Key => ["kms", place.accountId, place.region, kind, ...rest];

export const keyKey = (place: Place, ...rest: Key): Key => keyIn(place, "key", ...rest);
export const aliasKey = (place: Place, ...rest: Key): Key => keyIn(place, "alias", ...rest);
export const aliasOfKey = (place: Place, keyId: string, ...rest: Key): Key => keyIn(place, "alias-of", keyId, ...rest);
export const grantKey = (place: Place, keyId: string, ...rest: Key): Key => keyIn(place, "grant", keyId, ...rest);
export const grantByKey = (place: Place, keyId: string, ...rest: Key): Key => keyIn(place, "grant-by", keyId, ...rest);
export const grantCountKey = (place: Place, keyId: string): Key => keyIn(place, "grant-count", keyId);
export const importKey = (place: Place, keyId: string, ...rest: Key): Key => keyIn(place, "import", keyId, ...rest);
export const lastUseKey = (place: Place, keyId: string): Key => keyIn(place, "last-use", keyId);
export const backingKey = (place: Place, keyId: string): Key => [
  "kms",
  place.accountId,
  homeOf(place, keyId),
  "backing",
  keyId,
];
export const materialKey = (place: Place, keyId: string, ...rest: Key): Key => [
  "kms",
  place.accountId,
  homeOf(place, keyId),
  "material",
  keyId,
  ...rest,
];
export const retirableKey = (region: string, principal: string, ...rest: Key): Key => [
  "kms-retirable",
  region,
  principal,
  ...rest,
];

export const dueKey = (...rest: Key): Key => ["kms-due", ...rest];

const encoder = new TextEncoder();
const decoder = new TextDecoder();
export const EMPTY_VALUE = new Uint8Array(0);

export function decodeRecord<Record>(bytes: Uint8Array): Record {
  return JSON.parse(decoder.decode(bytes)) as Record;
}

export function readRecord<Record>(reader: Reader, key: Key): Record | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<Record>(bytes);
}

export function writeRecord(transaction: Transaction, key: Key, record: object): void {
  transaction.put(key, encoder.encode(JSON.stringify(record)));
}
