/** Page tokens of LookupEvents: where the listing goes on, bound to the parameters that it was asked with. */
import { createHash } from "node:crypto";
import type { LookupEventsRequest } from "@aws-sdk/client-cloudtrail";
import type { EventPosition } from "../../kit/ports/event-history.ts";
import { invalidNextToken } from "./errors.ts";
import { TOKEN_LENGTH_MAX } from "./limits.ts";

export function encodeToken(position: EventPosition, input: LookupEventsRequest): string {
  return Buffer.from(JSON.stringify([fingerprint(input), ...position])).toString("base64url");
}

/** @throws {ServiceError} InvalidNextTokenException for what is no token of these parameters */
export function decodeToken(token: string | undefined, input: LookupEventsRequest): EventPosition | undefined {
  if (token === undefined) return undefined;
  const parts = token.length > TOKEN_LENGTH_MAX ? undefined : parse(token);
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== fingerprint(input)) throw invalidNextToken();
  const [, chunkMs, chunkId, index] = parts as unknown[];
  if (!Number.isFinite(chunkMs) || typeof chunkId !== "string" || !Number.isSafeInteger(index))
    throw invalidNextToken();
  return [chunkMs as number, chunkId, index as number];
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    return undefined;
  }
}

function fingerprint({ LookupAttributes, StartTime, EndTime, EventCategory }: LookupEventsRequest): string {
  const attribute = LookupAttributes?.[0];
  const parameters = [attribute?.AttributeKey, attribute?.AttributeValue, StartTime, EndTime, EventCategory];
  return createHash("sha256").update(JSON.stringify(parameters)).digest("base64url").slice(0, 16);
}
