/**
 * What DynamoDB keeps, and under which keys.
 *
 *     ["dynamodb", account, region, "table", name]                         -> TableRecord (JSON)
 *     ["dynamodb", account, region, "tags", name]                          -> tags (JSON)
 *     ["dynamodb", account, region, "token", token]                        -> TokenRecord (JSON)
 *     ["dynamodb", account, region, "token-expiry", ms, token]             -> nothing: when a token is forgotten
 *     ["dynamodb-item", store, hash, ...partition key, ...sort key]        -> an item (items/stored-item.ts)
 *     ["dynamodb-item", store, hash, ...index keys, ...table's keys]       -> what an index has of an item
 *     ["dynamodb-collection", store, ...partition key]                     -> bytes of an item collection (JSON), where a table has local indexes
 *     ["dynamodb-work", id]                                                -> WorkRecord (JSON): an index to build, a store to remove
 *
 * A table and each of its indexes have a store of their own, whose id is used once. So deleting one is a small transaction: what was in it is unreachable at once, a name
 * that is used again starts empty, and the rest is removed behind the answer.
 *
 * `hash` is of the partition key, 32 bits: items lie in its order, as on AWS, and the segments of a parallel scan are ranges of it.
 */
import type { Key, Reader } from "../../storage/record-store.ts";
import type { Place } from "./scope.ts";
import type { ScalarType } from "./values/attribute-value.ts";

export interface KeyAttributes {
  /** One for a table; up to four for a global index. */
  readonly partition: readonly string[];
  readonly sort: readonly string[];
}

export interface Throughput {
  readonly read: number;
  readonly write: number;
}

export interface IndexRecord {
  readonly name: string;
  readonly kind: "local" | "global";
  readonly store: string;
  readonly keys: KeyAttributes;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** Of INCLUDE. */
  readonly included?: readonly string[] | undefined;
  readonly throughput?: Throughput | undefined;
  readonly onDemand?: OnDemandLimits | undefined;
  /** Set while its items are being filled in. */
  readonly isBuilding?: boolean | undefined;
}

export interface OnDemandLimits {
  readonly read?: number | undefined;
  readonly write?: number | undefined;
}

export interface TableRecord {
  /** `TableId`. */
  readonly id: string;
  readonly name: string;
  readonly store: string;
  readonly createdMs: number;
  readonly attributes: readonly (readonly [name: string, type: ScalarType])[];
  readonly keys: KeyAttributes;
  readonly indexes: readonly IndexRecord[];
  readonly billing: "PROVISIONED" | "PAY_PER_REQUEST";
  /** When it last became on-demand. */
  readonly onDemandSinceMs?: number | undefined;
  readonly throughput: Throughput;
  readonly throughputChanges?: { readonly increasedMs?: number; readonly decreasedMs?: number } | undefined;
  readonly onDemand?: OnDemandLimits | undefined;
  readonly tableClass?: string | undefined;
  readonly isProtected: boolean;
}

export interface TokenRecord {
  readonly digest: string;
  readonly expiresMs: number;
}

export type WorkRecord =
  | {
      readonly kind: "build-index";
      readonly place: Place;
      readonly table: string;
      readonly tableId: string;
      readonly index: string;
      readonly store: string;
    }
  | { readonly kind: "remove-store"; readonly store: string };

const keyIn = ({ accountId, region }: Place, ...rest: Key): Key => ["dynamodb", accountId, region, ...rest];

export const tableKey = (place: Place, ...name: Key): Key => keyIn(place, "table", ...name);
export const tagsKey = (place: Place, name: string): Key => keyIn(place, "tags", name);
export const tokenKey = (place: Place, ...token: Key): Key => keyIn(place, "token", ...token);
/** Tokens in the order in which they are forgotten. */
export const tokenExpiryKey = (place: Place, ...expiry: Key): Key => keyIn(place, "token-expiry", ...expiry);
export const workKey = (...id: Key): Key => ["dynamodb-work", ...id];
export const itemKey = (store: string, ...rest: Key): Key => ["dynamodb-item", store, ...rest];
export const collectionKey = (store: string, ...rest: Key): Key => ["dynamodb-collection", store, ...rest];

const decoder = new TextDecoder();

export function encodeRecord(record: object | number): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}

export function decodeRecord<Record>(bytes: Uint8Array): Record {
  return JSON.parse(decoder.decode(bytes)) as Record;
}

export function readRecord<Record>(reader: Reader, key: Key): Record | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<Record>(bytes);
}
