/** From an object that was opened to the events of a query over it: what is read of it, what the thread is told, and who stops what when the client goes. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Caller } from "../../../auth/principal.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { ByteRange } from "../../../storage/blob-store.ts";
import type { LocalFile } from "../../../storage/objects.ts";
import { compileQuery } from "./evaluate/query.ts";
import { CsvReader } from "./input/csv-reader.ts";
import { ParquetNames } from "./input/parquet-names.ts";
import { readFooter, readRows } from "./parquet-source.ts";
import { cutRange, gunzipped, type Piece, scanOf } from "./scan-bytes.ts";
import { type Counts, selectEvents } from "./select-events.ts";
import { RECORD_UNITS_MAX } from "./select-limits.ts";
import type { SelectRequest } from "./select-request.ts";
import type { InputFormat, SelectionPlan } from "./selection-plan.ts";
import type { SelectThreads } from "./select-threads.ts";
import { selectError } from "./select-error.ts";
import type { S3 } from "../s3.ts";

type Event = Sdk.SelectObjectContentEventStream;

/** An object whose bytes can be read. */
export interface OpenedObject {
  readonly sizeBytes: number;
  read(range: ByteRange): Promise<ByteStream>;
  localFile(): Promise<LocalFile>;
}

export interface SelectTools {
  readonly threads: SelectThreads;
  readonly engine: S3["queries"];
  readonly timers: S3["runtime"]["timers"];
}

export type SelectContext = Pick<RequestContext, "signal" | "nowMs"> & Pick<Caller, "principal">;

/** What a query reads, ready to begin. */
interface Source {
  readonly input: InputFormat;
  readonly startsWithinRecord: boolean;
  readonly headers: readonly string[] | undefined;
  readonly pieces: AsyncIterator<Piece>;
}

export async function startSelect(
  tools: SelectTools,
  request: SelectRequest,
  { object, context }: { readonly object: OpenedObject; readonly context: SelectContext },
): Promise<AsyncIterable<Event>> {
  const counts: Counts = { scannedBytes: 0, processedBytes: 0, returnedBytes: 0 };
  const source =
    request.input.kind === "parquet"
      ? await openParquet(tools, request, { object, context, counts })
      : await openText(request, request.input, { object, counts });
  const { input, startsWithinRecord, headers, pieces } = source;
  const { expression, output, tellsProgress, compression } = request;
  const isBzip2 = compression === "bzip2";
  const { nowMs, signal } = context;
  const plan: SelectionPlan = { expression, input, output, isBzip2, startsWithinRecord, headers, nowMs };
  const { threads, timers } = tools;
  const query = threads.begin(plan);
  return await begun(selectEvents({ query, pieces, tellsProgress, timers, signal, counts }));
}

/** With its first event made, so that what is wrong from the beginning is the answer itself. */
async function begun(events: AsyncGenerator<Event>): Promise<AsyncIterable<Event>> {
  let first: IteratorResult<Event, unknown> | undefined = await events.next();
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const event = first ?? (await events.next());
        first = undefined;
        return event;
      },
      async return() {
        await events.return(undefined);
        return { done: true, value: undefined };
      },
    }),
  };
}

type TextFormat = Exclude<SelectRequest["input"], { kind: "parquet" }>;

async function openText(
  { scanRange, compression }: SelectRequest,
  input: TextFormat,
  { object, counts }: { readonly object: OpenedObject; readonly counts: Counts },
): Promise<Source> {
  const delimiter = input.kind === "csv" ? input.format.recordDelimiter : "\n";
  const scan = scanOf(scanRange, object.sizeBytes, Buffer.byteLength(delimiter));
  const { startsWithinRecord } = scan;
  const usesHeader = startsWithinRecord && input.kind === "csv" && input.header === "use";
  const headers = usesHeader ? await readHeader(input, object) : undefined;
  const bytes = await object.read({ startBytes: scan.startBytes, endBytes: object.sizeBytes });
  const scanned = counting(bytes, (length) => (counts.scannedBytes += length));
  const pieces = cutRange(compression === "gzip" ? gunzipped(scanned) : scanned, scan);
  const isCounted = compression !== "bzip2";
  const processed = counting(pieces, (length) => (counts.processedBytes += isCounted ? length : 0));
  return { input, startsWithinRecord, headers, pieces: processed };
}

async function* counting<Item extends Piece>(
  items: AsyncIterable<Item>,
  count: (length: number) => void,
): AsyncGenerator<Item> {
  for await (const item of items) {
    if (typeof item !== "string") count(item.length);
    yield item;
  }
}

/** The first record of the object, of which a range behind it knows nothing. */
async function readHeader(
  { format }: Extract<TextFormat, { kind: "csv" }>,
  object: OpenedObject,
): Promise<readonly string[] | undefined> {
  const reader = new CsvReader(format);
  const decoder = new TextDecoder();
  const endBytes = Math.min(object.sizeBytes, RECORD_UNITS_MAX);
  for await (const chunk of await object.read({ startBytes: 0, endBytes })) {
    reader.push(decoder.decode(chunk, { stream: true }));
    const record = reader.next();
    if (record !== undefined) return record.fields;
  }
  if (endBytes === object.sizeBytes) reader.end();
  return reader.next()?.fields;
}

async function openParquet(
  { engine }: SelectTools,
  { statement, scanRange }: SelectRequest,
  {
    object,
    context,
    counts,
  }: { readonly object: OpenedObject; readonly context: SelectContext; readonly counts: Counts },
): Promise<Source> {
  const { signal } = context;
  const file = await object.localFile();
  try {
    const source = { engine: await engine(), file, signal };
    const footer = await readFooter(source);
    const names = new ParquetNames(statement.alias, footer.columns);
    const query = compileQuery(statement, names, context);
    if (query.columns.some(({ kind }) => kind === "all")) names.wantAll();
    const columns = footer.columns.filter(({ index }) => names.wanted.has(index));
    const { startBytes, endBytes = Number.POSITIVE_INFINITY } = scanOf(scanRange, object.sizeBytes, 0);
    // AWS: "For Parquet objects, all of the row groups that start within the scan range requested are processed."
    const groups = footer.rowGroups.filter((group) => group.startBytes >= startBytes && group.startBytes <= endBytes);
    const rows = readRows(source, { columns, groups, counts });
    const input = { kind: "parquet" as const, columns: footer.columns };
    return { input, startsWithinRecord: false, headers: undefined, pieces: releasing(rows, file) };
  } catch (error) {
    await file.release();
    throw error;
  }
}

/** The file goes with the last row, and with whoever stops before; `return` alone would not reach a generator that never began. */
function releasing(rows: AsyncGenerator<Uint8Array>, file: LocalFile): AsyncIterator<Piece> {
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    await file.release();
  };
  return {
    next: () => rows.next(),
    async return() {
      await rows.return(undefined);
      await release();
      return { done: true, value: undefined };
    },
  };
}

/** @throws {UnsupportedRangeHeader} 400  */
export function refuseRangeHeader({ headers }: Pick<RequestContext, "headers">): void {
  if (headers.has("range")) throw selectError("UnsupportedRangeHeader");
}
