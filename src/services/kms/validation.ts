/**
 * Member constraints of the API reference, in the words in which AWS reports them; the SDK's schemas do not carry them.
 */
import { constraint, validation } from "./errors.ts";
import {
  CIPHERTEXT_BYTES_MAX,
  DESCRIPTION_LENGTH_MAX,
  ENCRYPTION_CONTEXT_LENGTH_MAX,
  GRANT_TOKEN_LENGTH_MAX,
  GRANT_TOKENS_MAX,
  KEY_ID_LENGTH_MAX,
  PLAINTEXT_BYTES_MAX,
} from "./limits.ts";

/** @throws {ServiceError} ValidationException */
export function checkLength(
  member: string,
  value: string,
  bounds: { readonly min: number; readonly max: number },
): void {
  if (value.length < bounds.min) throw constraint(member, value, `have length greater than or equal to ${bounds.min}`);
  if (value.length > bounds.max) throw constraint(member, value, `have length less than or equal to ${bounds.max}`);
}

/** @throws {ServiceError} ValidationException */
export function checkBytes(
  member: string,
  value: Uint8Array,
  bounds: { readonly min: number; readonly max: number },
): void {
  if (value.length < bounds.min)
    throw constraint(member, undefined, `have length greater than or equal to ${bounds.min}`);
  if (value.length > bounds.max) throw constraint(member, undefined, `have length less than or equal to ${bounds.max}`);
}

/** @throws {ServiceError} ValidationException */
export function checkRange(
  member: string,
  value: number,
  bounds: { readonly min: number; readonly max: number },
): void {
  if (value < bounds.min) throw constraint(member, String(value), `have value greater than or equal to ${bounds.min}`);
  if (value > bounds.max) throw constraint(member, String(value), `have value less than or equal to ${bounds.max}`);
}

/** @throws {ServiceError} ValidationException */
export function checkEnum<Value extends string>(
  member: string,
  value: string | undefined,
  allowed: readonly Value[],
): asserts value is Value | undefined {
  if (value !== undefined && !(allowed as readonly string[]).includes(value))
    throw constraint(member, value, `satisfy enum value set: [${allowed.join(", ")}]`);
}

/** @throws {ServiceError} ValidationException */
export function checkPattern(
  member: string,
  value: string,
  pattern: { readonly test: RegExp; readonly text: string },
): void {
  if (!pattern.test.test(value)) throw constraint(member, value, `satisfy regular expression pattern: ${pattern.text}`);
}

/** @throws {ServiceError} ValidationException */
export function checkKeyId(keyId: string): string {
  checkLength("keyId", keyId, { min: 1, max: KEY_ID_LENGTH_MAX });
  return keyId;
}

export function checkPlaintext(member: string, value: Uint8Array): void {
  checkBytes(member, value, { min: 1, max: PLAINTEXT_BYTES_MAX });
}

export function checkCiphertext(member: string, value: Uint8Array): void {
  checkBytes(member, value, { min: 1, max: CIPHERTEXT_BYTES_MAX });
}

export function checkDescription(value: string | undefined): void {
  if (value !== undefined) checkLength("description", value, { min: 0, max: DESCRIPTION_LENGTH_MAX });
}

/** @throws {ServiceError} ValidationException */
export function checkGrantTokens(tokens: readonly string[] | undefined): void {
  if (tokens === undefined) return;
  if (tokens.length > GRANT_TOKENS_MAX)
    throw constraint(
      "grantTokens",
      `[${tokens.length} tokens]`,
      `have length less than or equal to ${GRANT_TOKENS_MAX}`,
    );
  for (const token of tokens) checkLength("grantTokens", token, { min: 1, max: GRANT_TOKEN_LENGTH_MAX });
}

/** @throws {ServiceError} ValidationException */
export function checkEncryptionContext(context: Readonly<Record<string, string>> | undefined): void {
  let length = 0;
  for (const [key, value] of Object.entries(context ?? {})) length += key.length + value.length;
  if (length > ENCRYPTION_CONTEXT_LENGTH_MAX)
    throw validation(`EncryptionContext is too long: at most ${ENCRYPTION_CONTEXT_LENGTH_MAX} characters are allowed.`);
}
