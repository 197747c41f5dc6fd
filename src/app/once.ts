/** Things that are made when they are first needed, and then shared. */

/** The thing itself once it is there, so that nothing need be awaited. */
export type Later<T> = () => T | Promise<T>;

/** Makes a thing at the first call and gives the same one to every later call. */
export function once<T extends object>(make: () => Promise<T>): Later<T> {
  let made: T | undefined;
  let making: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    making ??= make().then(
      (value) => (made = value),
      (error: unknown) => {
        // What failed for want of memory or a file may succeed at the next request.
        making = undefined;
        throw error;
      },
    );
    return making;
  };
}
