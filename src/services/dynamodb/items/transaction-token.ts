/**
 * `ClientRequestToken`: a transaction that comes again within ten minutes is answered as done and does nothing; another one with the same token is refused.
 */
import { createHash } from "node:crypto";
import type { Transaction } from "../../../storage/record-store.ts";
import { idempotentMismatch } from "../errors.ts";
import { TOKEN_MS } from "../limits.ts";
import { encodeRecord, readRecord, tokenExpiryKey, tokenKey, type TokenRecord } from "../records.ts";
import type { Place } from "../scope.ts";

/** Tokens that one transaction forgets on its way. */
const FORGOTTEN_AT_ONCE = 16;

export function digestOf(request: object): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("base64");
}

/**
 * Whether the transaction was done before. When it was not, the token is known from now on.
 * @throws {IdempotentParameterMismatchException} 400
 */
export function isRepeated(
  transaction: Transaction,
  place: Place,
  { token, digest, nowMs }: { readonly token: string; readonly digest: string; readonly nowMs: number },
): boolean {
  // A token may be a lone surrogate, which no key holds.
  const name = Buffer.from(token).toString("base64url");
  const key = tokenKey(place, name);
  const known = readRecord<TokenRecord>(transaction, key);
  if (known !== undefined && known.expiresMs > nowMs) {
    if (known.digest !== digest) throw idempotentMismatch();
    return true;
  }
  const expiresMs = nowMs + TOKEN_MS;
  forget(transaction, place, nowMs);
  transaction.put(key, encodeRecord({ digest, expiresMs } satisfies TokenRecord));
  transaction.put(tokenExpiryKey(place, expiresMs, name), new Uint8Array(0));
  return false;
}

function forget(transaction: Transaction, place: Place, nowMs: number): void {
  const end = tokenExpiryKey(place, nowMs);
  for (const { key } of transaction.range({ prefix: tokenExpiryKey(place), end, limit: FORGOTTEN_AT_ONCE })) {
    const name = String(key.at(-1));
    const known = readRecord<TokenRecord>(transaction, tokenKey(place, name));
    if (known !== undefined && known.expiresMs <= nowMs) transaction.delete(tokenKey(place, name));
    transaction.delete(key);
  }
}
