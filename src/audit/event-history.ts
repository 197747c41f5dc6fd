/**
 * Reads events newest first. A filter first looks for its text in the bytes of a whole record, so that a rare event among many is found at the
 * speed of a byte search; what is read for one answer is bounded, and a short page carries on with its position.
 */
import type {
  EventPage,
  EventPosition,
  EventQuery,
  FollowPage,
  FollowQuery,
  TrailEvent,
} from "../kit/ports/event-history.ts";
import type { Entry, Key, RangeQuery, RecordStore } from "../storage/record-store.ts";
import { CHUNK_SPAN_MS_MAX, LOOKUP_BYTES_MAX, LOOKUP_CHUNKS_MAX, REGIONS_MAX } from "./limits.ts";
import { streamPrefix } from "./event-store.ts";

const SECOND_MS = 1_000;

export async function lookupEvents(records: RecordStore, query: EventQuery): Promise<EventPage> {
  const prefix = streamPrefix(query.category, query.accountId, query.region);
  const events: TrailEvent[] = [];
  let after = query.after;
  let bytes = 0;
  while (bytes < LOOKUP_BYTES_MAX) {
    const chunks = await records.read((reader) => reader.range(rangeOf(prefix, query, after)));
    for (const chunk of chunks) {
      bytes += chunk.value.length;
      after = readChunk(chunk, { query, after, events });
      if (events.length === query.limit) return { events, next: after };
    }
    if (chunks.length < LOOKUP_CHUNKS_MAX) return { events, next: undefined };
  }
  return { events, next: after };
}

/** The chunk that a listing stopped in is read again, hence its key is the inclusive upper end. */
function rangeOf(prefix: Key, { startMs, endMs }: EventQuery, after: EventPosition | undefined): RangeQuery {
  const lastMs = endMs === undefined ? undefined : endMs + CHUNK_SPAN_MS_MAX + SECOND_MS;
  // Events are of whole seconds, so a range begins with its second.
  const end = after === undefined ? (lastMs === undefined ? undefined : [...prefix, lastMs]) : endAfter(prefix, after);
  return {
    prefix,
    ...(startMs === undefined ? {} : { start: [...prefix, wholeSecond(startMs)] }),
    ...(end === undefined ? {} : { end }),
    reverse: true,
    limit: LOOKUP_CHUNKS_MAX,
  };
}

/** An index of 0 means that the chunk is done. */
function endAfter(prefix: Key, [chunkMs, chunkId, index]: EventPosition): Key {
  const key = [...prefix, chunkMs, chunkId];
  return index === 0 ? key : [...key, null];
}

interface Reading {
  readonly query: EventQuery;
  readonly after: EventPosition | undefined;
  readonly events: TrailEvent[];
}

/** Takes the wanted events of one chunk, last line first, and says where it stopped: the line that is next is `index - 1`. */
function readChunk({ key, value }: Entry, { query, after, events }: Reading): EventPosition {
  const [chunkMs, chunkId] = key.slice(-2) as [number, string];
  const { filter } = query;
  const done: EventPosition = [chunkMs, chunkId, 0];
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (filter !== undefined && !bytes.includes(filter.text)) return done;
  const lines = bytes.toString().split("\n");
  const isSame = after !== undefined && after[0] === chunkMs && after[1] === chunkId;
  for (let index = isSame ? after[2] : lines.length; index > 0; index -= 1) {
    const line = lines[index - 1] ?? "";
    if (filter !== undefined && !line.includes(filter.text)) continue;
    const event = JSON.parse(line) as TrailEvent;
    if (!isWithin(event, query) || filter?.accepts(event) === false) continue;
    events.push(event);
    if (events.length === query.limit) return [chunkMs, chunkId, index - 1];
  }
  return done;
}

function isWithin({ eventTime }: TrailEvent, { startMs, endMs }: EventQuery): boolean {
  const timeMs = Date.parse(eventTime);
  return (startMs === undefined || timeMs >= wholeSecond(startMs)) && (endMs === undefined || timeMs <= endMs);
}

function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / SECOND_MS) * SECOND_MS;
}

/** The chunks after a position, oldest first. */
export async function followEvents(records: RecordStore, query: FollowQuery): Promise<FollowPage> {
  const { category, accountId, region, after, untilMs } = query;
  const prefix = streamPrefix(category, accountId, region);
  const startAfter = [...prefix, ...after];
  const chunks = await records.read((reader) =>
    reader.range({ prefix, startAfter, end: [...prefix, untilMs], limit: LOOKUP_CHUNKS_MAX }),
  );
  const last = chunks.at(-1)?.key.slice(-2) as FollowPage["next"];
  const lines = chunks.flatMap(({ value }) => Buffer.from(value).toString().split("\n"));
  return { events: lines.map((line) => JSON.parse(line) as TrailEvent), next: last };
}

/** Steps from one Region's first chunk to the next Region's: a text sorts after every time. */
export async function eventRegions(
  records: RecordStore,
  accountId: string,
  category: FollowQuery["category"],
): Promise<readonly string[]> {
  const prefix: Key = ["audit", "event", category, accountId];
  const regions: string[] = [];
  for (let start: Key = prefix; regions.length < REGIONS_MAX; start = [...prefix, regions.at(-1) ?? "", ""]) {
    const from = start;
    const [first] = await records.read((reader) => reader.range({ prefix, start: from, limit: 1 }));
    if (first === undefined) break;
    regions.push(String(first.key[prefix.length]));
  }
  return regions;
}
