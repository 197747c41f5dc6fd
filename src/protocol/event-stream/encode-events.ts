/**
 * An answer that is a stream of events: each event a member of a union, with the name as a header and its payload behind. A refusal that comes in the middle is the last message;
 * any other failure cuts the connection, as in every answer that has begun.
 *
 * @see https://smithy.io/2.0/spec/streaming.html#event-streams (read 2026-11-29)
 */
import { ServiceError } from "../../kit/errors.ts";
import type { Member, StructureShape } from "../../model/shape.ts";
import { encodeUtf8 } from "../utf8.ts";
import { encodeMessage, type EventHeaders } from "./encode-message.ts";

type Members = Readonly<Record<string, unknown>>;

export interface EventForm {
  /** Content type of a payload that is a document. */
  readonly contentType: string;
  encodePayload(payload: Member, value: unknown): string;
}

export const EVENT_STREAM_TYPE = "application/vnd.amazon.eventstream";

const NOTHING = new Uint8Array(0);
/** UTF-16 units of an error message; a header of an event has 32,767 bytes at most. */
const MESSAGE_UNITS_MAX = 8_000;

export async function* encodeEvents(
  union: StructureShape,
  events: AsyncIterable<Members>,
  form: EventForm,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const event of events) yield encodeEvent(union, event, form);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    yield encodeMessage(
      [
        [":error-code", error.code],
        [":error-message", error.message.slice(0, MESSAGE_UNITS_MAX)],
        [":message-type", "error"],
      ],
      NOTHING,
    );
  }
}

function encodeEvent(union: StructureShape, event: Members, form: EventForm): Uint8Array {
  const member = union.members.find(({ name }) => event[name] !== undefined);
  if (member === undefined || member.shape.kind !== "structure")
    throw new TypeError("an event is one member of its union");
  const kind: EventHeaders[number] = [":message-type", "event"];
  const type: EventHeaders[number] = [":event-type", member.name];
  // S3's events have one member at most, and it is the payload, whether the model says so or not.
  const [payload] = member.shape.members;
  const value = payload === undefined ? undefined : (event[member.name] as Members)[payload.name];
  if (payload === undefined || value === undefined) return encodeMessage([kind, type], NOTHING);
  const isBytes = payload.shape.kind === "blob";
  const contentType = isBytes ? "application/octet-stream" : form.contentType;
  const bytes = isBytes ? (value as Uint8Array) : encodeUtf8(form.encodePayload(payload, value));
  return encodeMessage([kind, [":content-type", contentType], type], bytes);
}

export function isEventStream(payload: Member): boolean {
  return payload.isStreaming && payload.shape.kind === "structure";
}
