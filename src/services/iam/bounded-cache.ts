/**
 * A map that forgets its oldest entries when it holds more than it may.
 */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function boundedCache<Value>(countMax: number): BoundedCache<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > countMax && oldest !== undefined) entries.delete(oldest);
    },
  };
}
