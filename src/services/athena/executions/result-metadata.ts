/**
 * The `.csv.metadata` object beside a result: column metadata as a protobuf message. AWS does not document it; field numbers were
 * read off files that Athena wrote and that burtcorp/athena-jdbc carries as test data (src/test/resources/protobuf, read 2026-11-23):
 *
 *     1: engine query id     4: repeated column { 1: catalog  4: name  5: label  6: type  7: precision  8: scale  9: nullable  10: case-sensitive }
 */
import type { ColumnInfo } from "@aws-sdk/client-athena";

const WIRE_VARINT = 0;
const WIRE_BYTES = 2;
/** `Nullable` as the message numbers it. */
const NULLABLE = { NOT_NULL: 1, NULLABLE: 2, UNKNOWN: 3 } as const;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

function numberField(field: number, value: number): Buffer {
  return Buffer.from([...varint(field * 8 + WIRE_VARINT), ...varint(value)]);
}

function bytesField(field: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([...varint(field * 8 + WIRE_BYTES), ...varint(bytes.length)]), bytes]);
}

function columnMessage(column: ColumnInfo): Buffer {
  return Buffer.concat([
    bytesField(1, column.CatalogName ?? "hive"),
    bytesField(4, column.Name ?? ""),
    bytesField(5, column.Label ?? column.Name ?? ""),
    bytesField(6, column.Type ?? "varchar"),
    numberField(7, column.Precision ?? 0),
    numberField(8, column.Scale ?? 0),
    numberField(9, NULLABLE[column.Nullable ?? "UNKNOWN"]),
    numberField(10, column.CaseSensitive === true ? 1 : 0),
  ]);
}

export function resultMetadata(queryId: string, columns: readonly ColumnInfo[]): Uint8Array {
  return Buffer.concat([bytesField(1, queryId), ...columns.map((column) => bytesField(4, columnMessage(column)))]);
}
