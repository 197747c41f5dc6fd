/**
 * The columns of JSON text: one object for each record, one after the other with or without line ends between them, or all in one array.
 *
 * By design: a file that is one array gives a table of its elements, as AWS does with the custom classifier `$[*]`. AWS's built-in
 * classifier gives one column `array` of structs instead, which no SerDe can read from such a file.
 */
import { COLUMNS_MAX } from "../limits.ts";
import { type DataType, mergeTypes, type SchemaColumn, STRING, UNKNOWN } from "./data-type.ts";
import { JsonTypeReader } from "./json-types.ts";

const YIELD_RECORDS = 64;

export interface JsonSchema {
  readonly columns: readonly SchemaColumn[];
  readonly recordCount: number;
  /** Characters of the text that were whole records. */
  readonly length: number;
}

/** Undefined when there is not one whole object. Reads up to the first thing that is cut off or wrong. Yields now and then. */
export function* inferJson(text: string): Generator<void, JsonSchema | undefined> {
  const reader = new JsonTypeReader(`${text}\n`);
  const isArray = reader.peek() === "[";
  if (isArray) reader.position += 1;
  const columns = new Map<string, DataType>();
  let [recordCount, length] = [0, 0];
  for (let next = reader.peek(); next === "{"; next = reader.peek()) {
    const type = reader.value();
    if (type?.kind !== "struct") break;
    for (const [name, field] of type.fields) addColumn(columns, name, field);
    recordCount += 1;
    length = reader.position;
    if (isArray && reader.peek() === ",") reader.position += 1;
    if (recordCount % YIELD_RECORDS === 0) yield;
  }
  if (recordCount === 0 || columns.size === 0 || columns.size > COLUMNS_MAX) return undefined;
  return {
    columns: [...columns].map(([name, type]) => ({ name, type: type.kind === "unknown" ? STRING : type })),
    recordCount,
    length,
  };
}

/** Column names are lower case in the catalog; members that differ in case only are one column. */
function addColumn(columns: Map<string, DataType>, name: string, type: DataType): void {
  const folded = name.toLowerCase();
  columns.set(folded, mergeTypes(columns.get(folded) ?? UNKNOWN, type));
}
