/**
 * Rows out of a stored result, a page at a time, read as a stream from the byte where the last page ended: memory is bounded by
 * one page, whatever the result's size.
 *
 * A result CSV quotes every field; an unquoted empty field is NULL. A text result has one line for each row.
 */
import type { Row } from "@aws-sdk/client-athena";
import type { ByteStream } from "../../../kit/http.ts";
import { RESULT_PAGE_BYTES_MAX, RESULT_ROW_BYTES_MAX } from "../limits.ts";
import { invalidRequest } from "../errors.ts";

export interface RowPage {
  readonly rows: readonly Row[];
  /** Bytes of the object that were used, counted from the start of the stream. */
  readonly usedBytes: number;
  readonly isEnd: boolean;
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** The length of the first whole row in `bytes`, its line end included; undefined when it is not whole. */
function csvRowLength(bytes: Buffer, start: number): number | undefined {
  let isQuoted = false;
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === NEWLINE && !isQuoted) return index + 1 - start;
  }
  return undefined;
}

function textRowLength(bytes: Buffer, start: number): number | undefined {
  const end = bytes.indexOf(NEWLINE, start);
  return end < 0 ? undefined : end + 1 - start;
}

/** Fields of one CSV row without its line end. */
function csvFields(row: string): (string | undefined)[] {
  const fields: (string | undefined)[] = [];
  let position = 0;
  for (;;) {
    if (row[position] !== '"') {
      const comma = row.indexOf(",", position);
      const text = row.slice(position, comma < 0 ? undefined : comma);
      fields.push(text === "" ? undefined : text);
      if (comma < 0) return fields;
      position = comma + 1;
      continue;
    }
    let end = position + 1;
    while (end < row.length && (row[end] !== '"' || row[end + 1] === '"')) end += row[end] === '"' ? 2 : 1;
    fields.push(row.slice(position + 1, end).replaceAll('""', '"'));
    if (row[end + 1] !== ",") return fields;
    position = end + 2;
  }
}

function rowOf(text: string, form: "csv" | "text"): Row {
  const fields = form === "csv" ? csvFields(text) : [text];
  return { Data: fields.map((field) => (field === undefined ? {} : { VarCharValue: field })) };
}

/** @throws {ServiceError} InvalidRequestException for a row too long to be paged */
export async function readRows(stream: ByteStream, form: "csv" | "text", rowsMax: number): Promise<RowPage> {
  const rows: Row[] = [];
  let pending: Buffer = Buffer.alloc(0);
  let usedBytes = 0;
  const lengthOf = form === "csv" ? csvRowLength : textRowLength;
  for await (const chunk of stream) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    let start = 0;
    for (;;) {
      const length = lengthOf(pending, start);
      if (length === undefined) break;
      rows.push(rowOf(pending.toString("utf8", start, start + length - 1), form));
      start += length;
      usedBytes += length;
      if (rows.length === rowsMax || usedBytes >= RESULT_PAGE_BYTES_MAX) return { rows, usedBytes, isEnd: false };
    }
    pending = pending.subarray(start);
    if (pending.length > RESULT_ROW_BYTES_MAX)
      throw invalidRequest(`A row of the result is longer than ${RESULT_ROW_BYTES_MAX} bytes`);
  }
  if (pending.length > 0) rows.push(rowOf(pending.toString("utf8"), form));
  return { rows, usedBytes: usedBytes + pending.length, isEnd: true };
}
