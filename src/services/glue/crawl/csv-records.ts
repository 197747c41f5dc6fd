/**
 * Delimited text as records of fields (RFC 4180): fields may be quoted, quoted ones may hold delimiters, line ends and doubled
 * quotes. Lenient where files in the wild are: a quote inside an unquoted field is a character like any other.
 */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly hasQuotes: boolean;
  /** Index of the first character after the record. */
  readonly end: number;
}

/**
 * Yields record by record; empty lines are none. A record that the text ends in the middle of is yielded only when `isWhole` says that
 * the text is the whole file.
 */
export function* readCsvRecords(text: string, delimiter: string, isWhole: boolean): Generator<CsvRecord> {
  let position = 0;
  while (position < text.length) {
    const record = readRecord(text, delimiter, position);
    if (record === undefined) return;
    if (record.end >= text.length && !isWhole && !text.endsWith("\n")) return;
    position = record.end;
    if (record.fields.length > 1 || record.fields[0] !== "") yield record;
  }
}

/** Undefined when the text ends inside quotes. */
function readRecord(text: string, delimiter: string, start: number): CsvRecord | undefined {
  const fields: string[] = [];
  let hasQuotes = false;
  let position = start;
  for (;;) {
    const isQuoted = text[position] === '"';
    const field = isQuoted ? quotedField(text, position) : plainField(text, delimiter, position);
    if (field === undefined) return undefined;
    hasQuotes ||= isQuoted;
    fields.push(field.value);
    position = field.end;
    if (isQuoted) position = skipToBoundary(text, delimiter, position);
    if (text[position] !== delimiter) break;
    position += 1;
  }
  if (text[position] === "\r") position += 1;
  if (text[position] === "\n") position += 1;
  return { fields, hasQuotes, end: position };
}

function plainField(text: string, delimiter: string, start: number): { value: string; end: number } {
  let end = start;
  for (; end < text.length; end += 1) {
    const character = text[end];
    if (
      character === delimiter ||
      character === "\n" ||
      (character === "\r" && (text[end + 1] === "\n" || end + 1 === text.length))
    )
      break;
  }
  return { value: text.slice(start, end), end };
}

function quotedField(text: string, start: number): { value: string; end: number } | undefined {
  let value = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

/** What follows a closing quote before the delimiter is dropped. */
function skipToBoundary(text: string, delimiter: string, position: number): number {
  return plainField(text, delimiter, position).end;
}
