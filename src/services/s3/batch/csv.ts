/** CSV as manifests and reports have it (RFC 4180): commas, quotes that double within quoted values, lines that end with LF or CRLF. */
import { MANIFEST_ROW_BYTES_MAX } from "./batch-limits.ts";
import { invalidManifest } from "./batch-errors.ts";

/** One row with its line end; values are quoted where they must be. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(csvValue).join(",")}\n`;
}

function csvValue(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The rows of a stream; empty lines are none. @throws {JobFailed} for quotes that do not close and for rows beyond the limit */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of decoded(bytes, decoder)) {
    rest += chunk;
    let end = rowEnd(rest);
    while (end !== undefined) {
      const row = parseRow(rest.slice(0, end));
      if (row !== undefined) yield row;
      rest = rest.slice(end + 1);
      end = rowEnd(rest);
    }
    if (rest.length > MANIFEST_ROW_BYTES_MAX) throw invalidManifest("Manifest file is not properly formatted");
  }
  const last = parseRow(rest);
  if (last !== undefined) yield last;
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, decoder: TextDecoder): AsyncGenerator<string> {
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    // What the source throws passes through; the decoder throws TypeErrors only.
    if (error instanceof TypeError) throw invalidManifest("Invalid Manifest Content: the manifest is not UTF-8");
    throw error;
  }
}

/** The place of the line end that ends the first row, which is none within quotes. */
function rowEnd(text: string): number | undefined {
  let from = 0;
  for (;;) {
    const end = text.indexOf("\n", from);
    if (end < 0) return undefined;
    if (isClosed(text, end)) return end;
    from = end + 1;
  }
}

function isClosed(text: string, end: number): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0 && at < end; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}

function parseRow(line: string): string[] | undefined {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (text === "") return undefined;
  if (!text.includes('"')) return text.split(",");
  const values: string[] = [];
  let from = 0;
  for (;;) {
    const { value, end } = text[from] === '"' ? quotedValue(text, from) : plainValue(text, from);
    values.push(value);
    if (end >= text.length) return values;
    from = end + 1;
  }
}

interface Value {
  readonly value: string;
  /** Of the comma behind it, or of the end. */
  readonly end: number;
}

function plainValue(text: string, from: number): Value {
  const comma = text.indexOf(",", from);
  const end = comma < 0 ? text.length : comma;
  return { value: text.slice(from, end), end };
}

function quotedValue(text: string, from: number): Value {
  let close = text.indexOf('"', from + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const end = close + 1;
  if (close < 0 || (end < text.length && text[end] !== ","))
    throw invalidManifest("Manifest file is not properly formatted");
  return { value: text.slice(from + 1, close).replaceAll('""', '"'), end };
}
