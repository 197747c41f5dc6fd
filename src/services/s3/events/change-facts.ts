/** What both forms of an event say of a change beside the object: who, from where, in which request, in which order. */
import { createHash } from "node:crypto";
import type { ChangeSource, ObjectChange } from "./object-change.ts";

/** S3 acts by itself: lifecycle, restores that run out, replication. */
export function isServiceMade({ principal }: ChangeSource): boolean {
  return principal.type === "service" && principal.service === "s3.amazonaws.com";
}

/** The client's address; of work that no request started, the service that does it. */
export function sourceAddressOf(source: ChangeSource): string {
  const { principal, calledVia = [] } = source;
  const service = principal.type === "service" ? principal.service : "s3.amazonaws.com";
  return source.sourceIp ?? source.origin?.sourceIp ?? calledVia.at(-1) ?? service;
}

const REQUEST_ID_CHARACTERS = 16;
const HOST_ID_CHARACTERS = 76;

/** The request's id; of work that no request started, one that is made of the change's. */
export function requestIdOf({ cause, id }: ObjectChange): string {
  const known = cause.source.requestId ?? cause.source.origin?.requestId;
  if (known !== undefined) return known;
  return createHash("sha256").update(id).digest("hex").toUpperCase().slice(0, REQUEST_ID_CHARACTERS);
}

export function hostIdOf(change: ObjectChange): string {
  return requestIdOf(change).repeat(5).slice(0, HOST_ID_CHARACTERS);
}

const SEQUENCE_DIGITS = 16;

/**
 * Tells the order of the changes of one key that create and delete; strings of equal length, so that comparing them compares the order. The version's number,
 * and after it `00` for what came and `01` for what went.
 */
export function sequencerOf({ cause, version }: ObjectChange): string | undefined {
  const { event } = cause;
  if (!/^(?:ObjectCreated|ObjectRemoved|LifecycleExpiration):/.test(event)) return undefined;
  const place = version.sequence.toString(16).toUpperCase().padStart(SEQUENCE_DIGITS, "0");
  return `${place}${event.endsWith(":Delete") ? "01" : "00"}`;
}

/** A UUID that follows from the change, so that a message that is sent again is the same message. */
export function messageIdOf(id: string): string {
  const hex = createHash("sha256").update(`message ${id}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
