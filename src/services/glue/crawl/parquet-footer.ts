/**
 * The schema tree and the number of rows from a Parquet file's footer (Parquet format, `parquet.thrift`: FileMetaData, SchemaElement). Only these two
 * fields are read: they come before the row groups, which may be large.
 *
 * Read here and not by hyparquet, because some single damaged bytes of a footer keep its reader busy for minutes (measured with
 * 1.31.5), and a crawler meets damaged files.
 */
import { PARQUET_SCHEMA_DEPTH_MAX } from "../limits.ts";
import { ThriftCompactReader, ThriftDamage, type ThriftStruct, type ThriftValue } from "./thrift-compact.ts";

export interface ParquetNode {
  readonly name: string;
  /** Number in `Type`; absent for groups. */
  readonly physical: number | undefined;
  /** Number in `ConvertedType`. */
  readonly converted: number | undefined;
  /** Field of the `LogicalType` union and its members. */
  readonly logical: { readonly kind: number; readonly members: ThriftStruct } | undefined;
  readonly scale: number | undefined;
  readonly precision: number | undefined;
  readonly isRepeated: boolean;
  readonly children: readonly ParquetNode[];
}

export interface ParquetFooter {
  readonly root: ParquetNode;
  readonly rowCount: number;
}

const FILE_SCHEMA = 2;
const FILE_ROW_COUNT = 3;
const REPEATED = 2;
/** Length of the metadata (4 bytes) and `PAR1`. */
const TRAILER_BYTES = 8;

/** `tail` ends with the file's last byte and holds all of the metadata. Undefined when it is damaged. */
export function readParquetFooter(tail: Uint8Array): ParquetFooter | undefined {
  try {
    const end = tail.length - TRAILER_BYTES;
    const length = end < 0 ? 0 : new DataView(tail.buffer, tail.byteOffset + end, 4).getUint32(0, true);
    if (length === 0 || length > end) return undefined;
    const file = new ThriftCompactReader(tail.subarray(0, end), end - length).struct(FILE_ROW_COUNT);
    const elements = listOf(file.get(FILE_SCHEMA));
    const rowCount = file.get(FILE_ROW_COUNT);
    if (typeof rowCount !== "bigint" || rowCount < 0n) return undefined;
    return { root: new TreeBuilder(elements).node(0), rowCount: Number(rowCount) };
  } catch (error) {
    if (error instanceof ThriftDamage) return undefined;
    throw error;
  }
}

/** Elements are listed depth first; each says how many children follow it. */
class TreeBuilder {
  readonly #elements: readonly ThriftValue[];
  #next = 0;

  constructor(elements: readonly ThriftValue[]) {
    this.#elements = elements;
  }

  node(depth: number): ParquetNode {
    const element = this.#elements[this.#next];
    if (!(element instanceof Map) || depth > PARQUET_SCHEMA_DEPTH_MAX) throw new ThriftDamage("the schema is no tree");
    this.#next += 1;
    const fields: ThriftStruct = element;
    const childCount = numberOf(fields.get(5)) ?? 0;
    if (childCount < 0 || childCount > this.#elements.length - this.#next)
      throw new ThriftDamage("the schema is no tree");
    const children: ParquetNode[] = [];
    while (children.length < childCount) children.push(this.node(depth + 1));
    return {
      name: textOf(fields.get(4)),
      physical: numberOf(fields.get(1)),
      converted: numberOf(fields.get(6)),
      logical: logicalOf(fields.get(10)),
      scale: numberOf(fields.get(7)),
      precision: numberOf(fields.get(8)),
      isRepeated: numberOf(fields.get(3)) === REPEATED,
      children,
    };
  }
}

function listOf(value: ThriftValue | undefined): readonly ThriftValue[] {
  if (!Array.isArray(value)) throw new ThriftDamage("the schema is missing");
  return value as readonly ThriftValue[];
}

export function numberOf(value: ThriftValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textOf(value: ThriftValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new ThriftDamage("a column has no name");
  return new TextDecoder().decode(value);
}

function logicalOf(value: ThriftValue | undefined): ParquetNode["logical"] {
  if (!(value instanceof Map)) return undefined;
  const [entry] = value as ThriftStruct;
  return entry === undefined || !(entry[1] instanceof Map) ? undefined : { kind: entry[0], members: entry[1] };
}
