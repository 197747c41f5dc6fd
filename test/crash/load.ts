/**
 * The mixed write load: what worker `worker` does as its operation number `seq` is a pure function of the seed, so that the
 * process that is killed and the one that verifies need to agree on nothing but numbers. Every operation is one transaction that also
 * writes the worker's number, so the store itself says which operation was the last.
 */
export const WORKERS = 6;
const RECORD_KEYS = 8;
const OBJECT_KEYS = 4;

export const MANY = 1500;

/** So small that packs are filled and written anew all the time. */
export const PACK_BYTES = 128 * 1024;

export interface Body {
  readonly seed: number;
  readonly sizeBytes: number;
}

export type Operation =
  | { readonly kind: "put-records"; readonly keys: readonly number[]; readonly value: Body }
  /** `MANY` records at once: more than an engine gathers before it begins to write. */
  | { readonly kind: "put-many"; readonly value: Body }
  | { readonly kind: "delete-records"; readonly keys: readonly number[] }
  /** Several bodies are the parts of one object. */
  | { readonly kind: "put-object"; readonly key: number; readonly parts: readonly Body[] }
  | { readonly kind: "copy-object"; readonly from: number; readonly to: number }
  | { readonly kind: "delete-object"; readonly key: number }
  | { readonly kind: "discard"; readonly body: Body };

const BODY_SIZES = [1, 100, 4096, 4096, 20_000, 65_536, 65_537, 300_000, 1_200_000] as const;
const RECORD_SIZES = [0, 10, 1000, 3000, 9000] as const;

export function operationOf(seed: number, worker: number, seq: number): Operation {
  const random = randomOf(seed, worker, seq);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const bodyOf = (sizes: readonly number[]): Body => ({ seed: below(2 ** 31), sizeBytes: pick(sizes) });
  const someKeys = (): number[] => Array.from({ length: RECORD_KEYS }, (_, key) => key).filter(() => random() < 0.5);
  const choice = random();
  if (choice < 0.3) return { kind: "put-records", keys: someKeys(), value: bodyOf(RECORD_SIZES) };
  if (choice < 0.32) return { kind: "put-many", value: bodyOf(RECORD_SIZES.slice(0, 2)) };
  if (choice < 0.4) return { kind: "delete-records", keys: someKeys() };
  if (choice < 0.65) return { kind: "put-object", key: below(OBJECT_KEYS), parts: [bodyOf(BODY_SIZES)] };
  if (choice < 0.75)
    return { kind: "put-object", key: below(OBJECT_KEYS), parts: [bodyOf(BODY_SIZES), bodyOf(BODY_SIZES)] };
  if (choice < 0.87) return { kind: "copy-object", from: below(OBJECT_KEYS), to: below(OBJECT_KEYS) };
  if (choice < 0.95) return { kind: "delete-object", key: below(OBJECT_KEYS) };
  return { kind: "discard", body: bodyOf(BODY_SIZES) };
}

/** Bytes that repeat every 61, so that a block in the wrong place shows. */
export function bytesOf({ seed, sizeBytes }: Body): Uint8Array {
  const random = randomOf(seed, 0, sizeBytes);
  return Buffer.alloc(sizeBytes, Buffer.from(Array.from({ length: 61 }, () => Math.floor(random() * 256))));
}

/** mulberry32 over a mixed seed. */
export function randomOf(seed: number, worker: number, seq: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(worker + 1, 0x85ebca6b) ^ Math.imul(seq + 1, 0xc2b2ae35)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every fourth record key is longer than an engine takes. */
export function recordKey(worker: number, key: number): readonly (string | number)[] {
  return key % 4 === 3 ? ["record", worker, "long".repeat(600), key] : ["record", worker, key];
}

export const manyKey = (worker: number, index: number): readonly (string | number)[] => ["many", worker, index];
export const objectKey = (worker: number, key: number): readonly (string | number)[] => ["object", worker, key];
export const seqKey = (worker: number): readonly (string | number)[] => ["seq", worker];
export const COUNTER_KEY = ["counter"] as const;
