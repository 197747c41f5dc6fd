/**
 * A sorted map from encoded keys to values: sorted chunks of at most `CHUNK_ENTRIES_MAX`, found by binary search. Two
 * levels are enough here: with a million keys the outer array has some 4,000 chunks, and moving those pointers on a split is cheaper than
 * the node objects of a deeper tree.
 */
import type { EncodedKey, Span } from "./key-encoding.ts";

const CHUNK_ENTRIES_MAX = 512;

interface Chunk<Value> {
  readonly keys: EncodedKey[];
  readonly values: Value[];
}

export interface SortedEntry<Value> {
  readonly key: EncodedKey;
  readonly value: Value;
}

/** The number of keys below `key`. */
function lowerBound(keys: readonly EncodedKey[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as EncodedKey) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class SortedEntries<Value> {
  /** Never empty chunks, in order; an empty map has none. */
  readonly #chunks: Chunk<Value>[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get(key: EncodedKey): Value | undefined {
    const chunk = this.#chunks[this.#chunkIndex(key)];
    if (chunk === undefined) return undefined;
    const index = lowerBound(chunk.keys, key);
    return chunk.keys[index] === key ? chunk.values[index] : undefined;
  }

  set(key: EncodedKey, value: Value): void {
    const chunkIndex = this.#chunkIndex(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) {
      this.#chunks.push({ keys: [key], values: [value] });
      this.#count += 1;
      return;
    }
    const index = lowerBound(chunk.keys, key);
    if (chunk.keys[index] === key) {
      chunk.values[index] = value;
      return;
    }
    this.#count += 1;
    chunk.keys.splice(index, 0, key);
    chunk.values.splice(index, 0, value);
    if (chunk.keys.length <= CHUNK_ENTRIES_MAX) return;
    // Keys that arrive in order fill chunks to the brim; others split in the middle.
    const splitAt = index === chunk.keys.length - 1 ? index : chunk.keys.length >>> 1;
    this.#chunks.splice(chunkIndex + 1, 0, { keys: chunk.keys.splice(splitAt), values: chunk.values.splice(splitAt) });
  }

  delete(key: EncodedKey): void {
    const chunkIndex = this.#chunkIndex(key);
    const chunk = this.#chunks[chunkIndex];
    if (chunk === undefined) return;
    const index = lowerBound(chunk.keys, key);
    if (chunk.keys[index] !== key) return;
    this.#count -= 1;
    chunk.keys.splice(index, 1);
    chunk.values.splice(index, 1);
    if (chunk.keys.length === 0) this.#chunks.splice(chunkIndex, 1);
  }

  *all(): Generator<SortedEntry<Value>> {
    for (const { keys, values } of this.#chunks) {
      for (const [index, key] of keys.entries()) yield { key, value: values[index] as Value };
    }
  }

  range(span: Span): SortedEntry<Value>[] {
    return span.reverse ? this.#descending(span) : this.#ascending(span);
  }

  #ascending({ lower, upper, limit }: Span): SortedEntry<Value>[] {
    const found: SortedEntry<Value>[] = [];
    for (let chunkIndex = Math.max(0, this.#chunkIndex(lower)); chunkIndex < this.#chunks.length; chunkIndex++) {
      const { keys, values } = this.#chunks[chunkIndex] as Chunk<Value>;
      for (let index = lowerBound(keys, lower); index < keys.length; index++) {
        const key = keys[index] as EncodedKey;
        if (key >= upper || found.length === limit) return found;
        found.push({ key, value: values[index] as Value });
      }
    }
    return found;
  }

  #descending({ lower, upper, limit }: Span): SortedEntry<Value>[] {
    const found: SortedEntry<Value>[] = [];
    for (let chunkIndex = this.#chunkIndex(upper); chunkIndex >= 0; chunkIndex--) {
      const { keys, values } = this.#chunks[chunkIndex] ?? { keys: [], values: [] };
      for (let index = lowerBound(keys, upper) - 1; index >= 0; index--) {
        const key = keys[index] as EncodedKey;
        if (key < lower || found.length === limit) return found;
        found.push({ key, value: values[index] as Value });
      }
    }
    return found;
  }

  /** The last chunk that begins at or before `key`, else the first. */
  #chunkIndex(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.#chunks[middle] as Chunk<Value>).keys[0] as EncodedKey) <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}
