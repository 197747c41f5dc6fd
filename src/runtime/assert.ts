/**
 * Assertions document invariants. A failing one is a bug of ours, never bad input: the gateway answers 500 and logs it.
 */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
