/**
 * What a codec throws for input it cannot read. Codecs know bytes and shapes, not services: each protocol catches this at
 * its door and answers with its own `ServiceError`, so it never leaves the protocol layer.
 */
export type MalformedKind =
  /** The bytes are not of the form at all: broken XML, JSON, UTF-8, percent signs. */
  | "syntax"
  /** Well-formed, but a value is of the wrong type. */
  | "type"
  /** Well-formed, and bigger or deeper than `limits.ts` allows. */
  | "limit";

export class MalformedInput extends Error {
  override readonly name = "MalformedInput";
  readonly kind: MalformedKind;

  constructor(kind: MalformedKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
