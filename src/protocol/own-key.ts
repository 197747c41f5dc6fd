/**
 * Writing keys that clients choose. `target["__proto__"] = value` would change the object's prototype instead of
 * adding a key, so that one name takes the long way.
 */
export function setOwnKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}
