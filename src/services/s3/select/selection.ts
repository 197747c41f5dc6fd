/**
 * One query at work, in its thread: bytes in, results out, as far as it comes in a slice of time. It waits for nothing and knows nothing of threads.
 */
import type { Names } from "./evaluate/compile.ts";
import { compileQuery, type Query } from "./evaluate/query.ts";
import { CsvNames } from "./input/csv-names.ts";
import { CsvReader, type CsvRecord } from "./input/csv-reader.ts";
import { JsonNames, rowsOf } from "./input/json-names.ts";
import { createJsonReader } from "./input/json-reader.ts";
import { ParquetNames } from "./input/parquet-names.ts";
import { RecordsBuffer } from "./output/records-buffer.ts";
import { createWriter, needsQuotes, type OutputFormat, type WriteRecord } from "./output/write-record.ts";
import { selectError } from "./select-error.ts";
import { RECORD_UNITS_MAX } from "./select-limits.ts";
import type { InputFormat, SelectionPlan } from "./selection-plan.ts";
import { parseStatement } from "./sql/parse-statement.ts";
import type { SelectStatement } from "./sql/syntax.ts";
import { Struct, type Value } from "./values/value.ts";

/** `hungry`: it needs more bytes; `busy`: the slice is over; `records`: there are some to take; `done`: there are no more to come. */
export type Progress = "hungry" | "busy" | "records" | "done";

export interface Selection {
  push(bytes: Uint8Array): void;
  /** Records that begin from here on are not wanted. */
  endRange(): void;
  end(): void;
  run(isOver: () => boolean): Progress;
  take(): Uint8Array | undefined;
}

/** What a reader of rows is, whatever its rows are. */
interface RowReader<Row> {
  /** Units of the text before the record that was given last. */
  readonly startedAt: number;
  push(text: string): void;
  end(): void;
  skipRecord(): boolean;
  next(): Row | undefined;
}

export function createSelection(plan: SelectionPlan): Selection {
  const statement = parseStatement(plan.expression);
  const writer = createWriter(plan.output);
  const shared = { plan, statement, writer };
  const { input } = plan;
  switch (input.kind) {
    case "csv":
      return new RunningSelection(shared, new CsvReader(input.format), new CsvRows(shared, input));
    case "json": {
      const names = new JsonNames(statement.alias);
      return new RunningSelection(
        shared,
        createJsonReader(input.type),
        valueRows(shared, names, (root) => rowsOf(root, statement.path)),
      );
    }
    case "parquet": {
      const names = new ParquetNames(statement.alias, input.columns);
      const rows = valueRows(shared, names, (root) => [root === undefined ? root : names.rowOf(root as Struct)]);
      if (rows.query.columns.some(({ kind }) => kind === "all")) names.wantAll();
      return new RunningSelection(shared, createJsonReader("lines"), rows);
    }
  }
}

interface Shared {
  readonly plan: SelectionPlan;
  readonly statement: SelectStatement;
  readonly writer: WriteRecord;
}

/** From what the reader gives to the rows of the query, and from a row to what SELECT * writes. */
interface Rows<Record, Row> {
  /** Undefined as long as it is not known what names mean. */
  readonly query: Query<Row> | undefined;
  /** Without a header, where none came. */
  prepare(): Query<Row>;
  rowsOf(record: Record): Iterable<Row>;
  namesOf(row: Row): readonly string[];
  valuesOf(row: Row): readonly Value[];
  /** The row as it stands in the input, where it can be written as it is. */
  textOf(row: Row): string | undefined;
}

function valueRows(
  { statement, plan }: Shared,
  names: Names<Value>,
  rows: (root: Value) => Iterable<Value>,
): Rows<Value, Value> & { readonly query: Query<Value> } {
  const query = compileQuery(statement, names, plan);
  return {
    query,
    prepare: () => query,
    rowsOf: rows,
    namesOf: (row) => (row instanceof Struct ? row.names : row === undefined ? [] : ["_1"]),
    valuesOf: (row) => (row instanceof Struct ? row.values : row === undefined ? [] : [row]),
    textOf: () => undefined,
  };
}

/** The header decides what names mean, so the query is made when it has been read. */
class CsvRows implements Rows<CsvRecord, CsvRecord> {
  readonly #shared: Shared;
  readonly #header: "none" | "ignore" | "use";
  readonly #keepsText: RegExp | undefined;
  #names: CsvNames;
  query: Query<CsvRecord> | undefined;

  constructor(shared: Shared, input: Extract<InputFormat, { kind: "csv" }>) {
    this.#shared = shared;
    // A range that begins behind the header has been told of it.
    this.#header = shared.plan.startsWithinRecord ? "none" : input.header;
    this.#names = new CsvNames(shared.statement.alias, shared.plan.headers);
    this.#keepsText = textTest(input, shared.plan.output);
    if (this.#header === "none") this.prepare();
  }

  rowsOf(record: CsvRecord): Iterable<CsvRecord> {
    if (this.query !== undefined) return [record];
    if (this.#header === "use") this.#names = new CsvNames(this.#shared.statement.alias, record.fields);
    this.prepare();
    return [];
  }

  prepare(): Query<CsvRecord> {
    return (this.query = compileQuery(this.#shared.statement, this.#names, this.#shared.plan));
  }

  namesOf(row: CsvRecord): readonly string[] {
    return this.#shared.plan.output.kind === "csv" ? [] : row.fields.map((_, index) => this.#names.nameAt(index));
  }

  valuesOf(row: CsvRecord): readonly Value[] {
    return row.fields;
  }

  textOf({ plain }: CsvRecord): string | undefined {
    return plain === undefined || this.#keepsText === undefined || this.#keepsText.test(plain) ? undefined : plain;
  }
}

/** What a record must not have to be written as it was read; undefined where none can be. */
function textTest({ format }: Extract<InputFormat, { kind: "csv" }>, output: OutputFormat): RegExp | undefined {
  if (output.kind !== "csv" || output.quotesAlways || output.fieldDelimiter !== format.fieldDelimiter) return undefined;
  // The delimiter itself may be there, so it is not looked for.
  return needsQuotes({ ...output, fieldDelimiter: output.quote });
}

/** Rows that are taken before the clock is looked at. */
const ROWS_PER_LOOK = 32;

class RunningSelection<Record, Row> implements Selection {
  readonly #reader: RowReader<Record>;
  readonly #rows: Rows<Record, Row>;
  readonly #write: WriteRecord;
  readonly #output = new RecordsBuffer();
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #recordDelimiter: string;
  #skips: boolean;
  /** UTF-16 units that have been read, and those of them that are in the range. */
  #readUnits = 0;
  #rangeUnits = Number.POSITIVE_INFINITY;
  #hasEnded = false;
  #isDone = false;
  #results = 0;
  #pending: Iterator<Row> | undefined;
  #rowsTaken = 0;

  constructor({ plan, writer }: Shared, reader: RowReader<Record>, rows: Rows<Record, Row>) {
    this.#reader = reader;
    this.#rows = rows;
    this.#write = writer;
    this.#skips = plan.startsWithinRecord;
    this.#recordDelimiter = plan.output.recordDelimiter;
  }

  push(bytes: Uint8Array): void {
    this.#pushText(() => this.#decoder.decode(bytes, { stream: true }));
  }

  endRange(): void {
    this.#rangeUnits = this.#readUnits;
  }

  end(): void {
    this.#pushText(() => this.#decoder.decode());
    this.#hasEnded = true;
    this.#reader.end();
  }

  #pushText(decode: () => string): void {
    let text: string;
    try {
      text = decode();
    } catch {
      throw selectError("InvalidTextEncoding");
    }
    this.#readUnits += text.length;
    if (text !== "") this.#reader.push(text);
  }

  take(): Uint8Array | undefined {
    return this.#output.take();
  }

  run(isOver: () => boolean): Progress {
    if (this.#skips) this.#skips = !this.#reader.skipRecord();
    while (!this.#isDone) {
      if (this.#output.isFull) return "records";
      if (this.#pending === undefined && !this.#nextRecord()) {
        if (!this.#hasEnded && !this.#isDone) return "hungry";
        this.#finish();
      } else if (this.#takeRows(isOver)) return "busy";
    }
    return this.#output.isEmpty ? "done" : "records";
  }

  /** False when there is none, for now or for good. */
  #nextRecord(): boolean {
    const { query } = this.#rows;
    const isEnough = query !== undefined && this.#results >= query.limit && query.aggregates.length === 0;
    const record = this.#skips || isEnough ? undefined : this.#reader.next();
    if (isEnough || (record !== undefined && this.#reader.startedAt >= this.#rangeUnits)) {
      this.#finish();
      return false;
    }
    if (record !== undefined) this.#pending = this.#rows.rowsOf(record)[Symbol.iterator]();
    return record !== undefined;
  }

  /** True when the slice is over. */
  #takeRows(isOver: () => boolean): boolean {
    const query = this.#rows.query;
    while (this.#pending !== undefined && !this.#output.isFull) {
      const { done, value: row } = this.#pending.next();
      if (done === true || query === undefined) {
        this.#pending = undefined;
        break;
      }
      if (query.isWanted(row)) this.#takeRow(query, row);
      if (query.aggregates.length === 0 && this.#results >= query.limit) this.#pending = undefined;
      this.#rowsTaken += 1;
      if (this.#rowsTaken % ROWS_PER_LOOK === 0 && isOver()) return true;
    }
    return false;
  }

  #takeRow(query: Query<Row>, row: Row): void {
    if (query.aggregates.length > 0) {
      for (const { accumulator, argument } of query.aggregates) accumulator.add(argument(row));
      return;
    }
    this.#results += 1;
    this.#add(this.#textOf(query, row));
  }

  #textOf({ columns }: Query<Row>, row: Row): string {
    const [only] = columns;
    if (only?.kind === "all" && columns.length === 1) {
      const text = this.#rows.textOf(row);
      return text === undefined
        ? this.#write(this.#rows.namesOf(row), this.#rows.valuesOf(row))
        : text + this.#recordDelimiter;
    }
    const names: string[] = [];
    const values: Value[] = [];
    for (const column of columns) {
      if (column.kind === "all") {
        names.push(...this.#rows.namesOf(row));
        values.push(...this.#rows.valuesOf(row));
      } else {
        names.push(column.name);
        values.push(column.evaluate(row));
      }
    }
    return this.#write(names, values);
  }

  #add(text: string): void {
    if (text.length > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
    this.#output.add(text);
  }

  /** Aggregates have one result, of nothing too. */
  #finish(): void {
    this.#isDone = true;
    const query = this.#rows.query ?? this.#rows.prepare();
    if (query.aggregates.length === 0 || query.limit === 0) return;
    const values = query.columns.map((column) =>
      column.kind === "value" ? column.evaluate(NO_ROW as Row) : undefined,
    );
    this.#add(
      this.#write(
        query.columns.map((column) => (column.kind === "value" ? column.name : "")),
        values,
      ),
    );
  }
}

/** Nothing in a result of aggregates looks at a row. */
const NO_ROW: unknown = undefined;
