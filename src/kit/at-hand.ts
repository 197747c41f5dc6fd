/**
 * A value that is at hand or on its way. A request goes through a dozen places that sometimes have to wait and mostly do not; a promise where nothing is
 * waited for costs more than most of what is done there.
 */
export type AtHand<T> = T | Promise<T>;

/** `use` of the value: now, or when it is there. What `use` throws is thrown or rejected alike. */
export function withValue<T, Result>(value: AtHand<T>, use: (value: T) => AtHand<Result>): AtHand<Result> {
  return value instanceof Promise ? value.then(use) : use(value);
}
