/**
 * The dialect and the columns of delimited text, by the rules of Glue's built-in CSV classifier (developer guide, "Defining and managing
 * classifiers", "Built-in CSV classifier", read 2026-11-23): delimiters comma, pipe, tab, semicolon and Ctrl-A; at least two columns
 * and two rows; a header is a first row whose cells all parse as STRING, are shorter than 150 characters and name columns, where
 * some later row is not all STRING. Without a header columns are `col0`, `col1`, ...
 *
 * By design: whole numbers with leading zeros (postcodes) stay text, because a number would lose them.
 */
import { COLUMNS_MAX } from "../limits.ts";
import { BIGINT, BOOLEAN, type DataType, DOUBLE, mergeTypes, type SchemaColumn, STRING, UNKNOWN } from "./data-type.ts";
import type { CsvDialect } from "./file-layout.ts";
import { readCsvRecords } from "./csv-records.ts";

const DELIMITERS = [",", "|", "\t", ";", "\u0001"];
/** Records that choose the delimiter. */
const TRIAL_RECORDS = 100;
/** Part of the trial records that must have the same number of fields. */
const TRIAL_AGREEMENT = 0.95;
const HEADER_CELL_LENGTH_MAX = 150;
/** Records between two yields, so that the caller can let others work. */
const YIELD_RECORDS = 256;

export interface CsvSchema {
  readonly dialect: CsvDialect;
  readonly columns: readonly SchemaColumn[];
  /** Data records in the sample. */
  readonly recordCount: number;
  /** Characters of the text that were whole records. */
  readonly length: number;
}

/** Undefined when the text is not delimited. Yields now and then; the value is in the return. */
export function* inferCsv(text: string, isWhole: boolean): Generator<void, CsvSchema | undefined> {
  const trial = chooseDelimiter(text, isWhole);
  if (trial === undefined || trial.columnCount > COLUMNS_MAX) return undefined;
  const records = readCsvRecords(text, trial.delimiter, isWhole);
  const first = records.next();
  if (first.done === true) return undefined;
  const seen = Array.from({ length: trial.columnCount }, (): SeenColumn => ({ type: UNKNOWN, hasEmpty: false }));
  let [recordCount, length, hasQuotes] = [0, first.value.end, first.value.hasQuotes];
  for (const record of records) {
    seeFields(seen, record.fields);
    hasQuotes ||= record.hasQuotes;
    recordCount += 1;
    length = record.end;
    if (recordCount % YIELD_RECORDS === 0) yield;
  }
  const cells = first.value.fields;
  const hasHeader = isHeader(cells, seen);
  if (!hasHeader) seeFields(seen, cells);
  if (!hasHeader) recordCount += 1;
  const names = distinctNames(seen.map((_, index) => (hasHeader ? (cells[index] ?? "").trim().toLowerCase() : "")));
  const columns = names.map((name, index) => ({ name, type: knownType(seen[index]?.type ?? UNKNOWN) }));
  const emptyColumns = names.filter((_, index) => seen[index]?.hasEmpty);
  return { dialect: { delimiter: trial.delimiter, hasHeader, hasQuotes, emptyColumns }, columns, recordCount, length };
}

interface SeenColumn {
  type: DataType;
  hasEmpty: boolean;
}

function seeFields(seen: readonly SeenColumn[], fields: readonly string[]): void {
  for (const [index, column] of seen.entries()) {
    const type = typeOfField(fields[index] ?? "");
    if (type === UNKNOWN) column.hasEmpty = true;
    column.type = mergeTypes(column.type, type);
  }
}

function knownType(type: DataType): DataType {
  return type.kind === "unknown" ? STRING : type;
}

function chooseDelimiter(text: string, isWhole: boolean): { delimiter: string; columnCount: number } | undefined {
  let best: { delimiter: string; columnCount: number; agreement: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>();
    let total = 0;
    for (const record of readCsvRecords(text, delimiter, isWhole)) {
      counts.set(record.fields.length, (counts.get(record.fields.length) ?? 0) + 1);
      total += 1;
      if (total === TRIAL_RECORDS) break;
    }
    const [columnCount, count] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0]);
    const agreement = total === 0 ? 0 : count / total;
    if (columnCount < 2 || total < 2 || agreement < TRIAL_AGREEMENT) continue;
    if (
      best === undefined ||
      agreement > best.agreement ||
      (agreement === best.agreement && columnCount > best.columnCount)
    )
      best = { delimiter, columnCount, agreement };
  }
  return best;
}

function isHeader(cells: readonly string[], seen: readonly SeenColumn[]): boolean {
  const areNames = cells.every((cell, index) => {
    const isLast = index === cells.length - 1;
    if (cell.trim() === "") return isLast;
    return (
      (isLast || cell.length < HEADER_CELL_LENGTH_MAX) && !/[\u0000-\u001f]/.test(cell) && typeOfField(cell) === STRING
    );
  });
  return areNames && seen.some(({ type }) => type.kind !== "unknown" && type !== STRING);
}

/** An empty field says nothing. */
export function typeOfField(field: string): DataType {
  const text = field.trim();
  if (text === "" || text === "\\N") return UNKNOWN;
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (mayBeNumber) return typeOfNumber(text);
  const lower = text.length <= 5 ? text.toLowerCase() : text;
  return lower === "true" || lower === "false" ? BOOLEAN : STRING;
}

/** Signed 64-bit whole numbers are bigint, all others double. */
function typeOfNumber(text: string): DataType {
  if (/^[+-]?(?:0|[1-9]\d{0,18})$/.test(text)) return fitsBigint(text) ? BIGINT : DOUBLE;
  return /^[+-]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?$/.test(text) && /\d/.test(text) ? DOUBLE : STRING;
}

export function fitsBigint(text: string): boolean {
  if (text.length < 19) return true;
  return BigInt.asIntN(64, BigInt(text.replace("+", ""))) === BigInt(text.replace("+", ""));
}

/** Columns without a name get their place as one, names seen before a number. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const base = given === "" ? `col${index}` : given;
    let name = base;
    for (let suffix = 1; taken.has(name); suffix += 1) name = `${base}_${suffix}`;
    taken.add(name);
    return name;
  });
}
