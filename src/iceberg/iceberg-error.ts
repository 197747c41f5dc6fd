/** Why Iceberg metadata cannot be read or changed, in a closed set. */
export type IcebergErrorKind = "malformed" | "unsupported" | "invalid";

/** `malformed`: the bytes are not what they should be. `unsupported`: a version or codec that is not read. `invalid`: a change that the format forbids. */
export class IcebergError extends Error {
  override readonly name = "IcebergError";
  readonly kind: IcebergErrorKind;

  constructor(kind: IcebergErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
