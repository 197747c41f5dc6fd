/**
 * Continuation tokens: the key parts after the listing's prefix of the last record that was looked at, so that a page costs
 * what the page costs, wherever it starts. Opaque to clients; a token that we did not write is refused.
 */
import { invalidInput } from "./errors.ts";

export type TokenParts = readonly (string | number)[];

export function encodeToken(parts: TokenParts): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @throws InvalidInputException for anything that is not one of our tokens */
export function decodeToken(token: string | undefined): TokenParts | undefined {
  if (token === undefined || token === "") return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (
      Array.isArray(parts) &&
      parts.length > 0 &&
      parts.every((part) => typeof part === "string" || Number.isFinite(part))
    )
      return parts as TokenParts;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidInput("Invalid NextToken");
}
