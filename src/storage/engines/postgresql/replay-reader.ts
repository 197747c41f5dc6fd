/**
 * Lets a synchronous body read from a database that can only be asked asynchronously: what is known is answered, the first
 * thing that is not stops the body with a signal, is fetched, and the body runs again from its beginning. What one try has read is asked
 * for in one query by the next, so a retry after a conflict costs one round trip for its reads instead of one for each.
 */
import type { EncodedKey, Span } from "../../key-encoding.ts";
import type { RawEntry, RawReader, RawVisitor } from "../../raw-records.ts";

/** Asks the database within the open transaction. */
export interface ReadSource {
  /** The values of those keys that are there. */
  getAll(keys: readonly EncodedKey[]): Promise<ReadonlyMap<EncodedKey, Uint8Array>>;
  range(span: Span): Promise<RawEntry[]>;
}

/** Not a failure: unwinds the body. One for all, because making a stack for each would cost more than the rest. */
const READ_NEEDED = new Error("a read is not at hand yet");

type Need = { readonly key: EncodedKey } | { readonly span: Span };

function spanName({ lower, upper, reverse, limit }: Span): string {
  return JSON.stringify([lower, upper, reverse, limit]);
}

export class ReplayReader implements RawReader {
  readonly #values = new Map<EncodedKey, Uint8Array | undefined>();
  readonly #ranges = new Map<string, readonly RawEntry[]>();
  #need: Need | undefined;

  get(key: EncodedKey): Uint8Array | undefined {
    const known = this.#values.get(key);
    if (known !== undefined) return new Uint8Array(known);
    if (this.#values.has(key)) return undefined;
    return this.#stop({ key });
  }

  visit(span: Span, visitor: RawVisitor): void {
    const known = this.#ranges.get(spanName(span));
    if (known === undefined) return this.#stop({ span });
    for (const { key, value } of known) visitor(key, value, value.length);
  }

  /**
   * Runs `body` until everything it reads is known. A body that catches the signal and goes on is run again all the same.
   * Rounds are bounded by what a body reads.
   */
  async run<T>(source: ReadSource, body: () => T): Promise<T> {
    for (;;) {
      this.#need = undefined;
      const answer = attempt(body);
      const need: Need | undefined = this.#need;
      if (need === undefined) return answer();
      await this.#fetch(source, need);
    }
  }

  /** The keys of this try, to be asked for at the beginning of the next. */
  keys(): EncodedKey[] {
    return [...this.#values.keys()];
  }

  async prefetch(source: ReadSource, keys: readonly EncodedKey[]): Promise<void> {
    if (keys.length === 0) return;
    const found = await source.getAll(keys);
    for (const key of keys) this.#values.set(key, found.get(key));
  }

  #stop(need: Need): never {
    this.#need ??= need;
    throw READ_NEEDED;
  }

  async #fetch(source: ReadSource, need: Need): Promise<void> {
    if ("key" in need) await this.prefetch(source, [need.key]);
    else this.#ranges.set(spanName(need.span), await source.range(need.span));
  }
}

function attempt<T>(body: () => T): () => T {
  try {
    const result = body();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
