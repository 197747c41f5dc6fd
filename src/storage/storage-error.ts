/** A storage engine's failure, by kind, so that nobody matches on message text. */
export type StorageErrorKind = "conflict" | "corrupt" | "full" | "closed" | "locked" | "format" | "limit" | "io";

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly kind: StorageErrorKind;
  constructor(kind: StorageErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
