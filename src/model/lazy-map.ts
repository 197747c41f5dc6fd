/**
 * A read-only map whose values are made at first use and kept: a service has hundreds of operations, a process calls a handful.
 */
export class LazyMap<Source, Value> implements ReadonlyMap<string, Value> {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #build: (source: Source) => Value;
  readonly #built = new Map<string, Value>();

  constructor(sources: ReadonlyMap<string, Source>, build: (source: Source) => Value) {
    this.#sources = sources;
    this.#build = build;
  }

  get size(): number {
    return this.#sources.size;
  }

  has(key: string): boolean {
    return this.#sources.has(key);
  }

  get(key: string): Value | undefined {
    const built = this.#built.get(key);
    if (built !== undefined) return built;
    const source = this.#sources.get(key);
    if (source === undefined) return undefined;
    const value = this.#build(source);
    this.#built.set(key, value);
    return value;
  }

  keys(): MapIterator<string> {
    return this.#sources.keys();
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): MapIterator<[string, Value]> {
    for (const key of this.#sources.keys()) yield [key, this.get(key) as Value];
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
