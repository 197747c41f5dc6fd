/**
 * Records of a CSV text that comes in pieces. A record without quotation marks is one slice, cut into fields only when somebody asks for one; the searches are the engine's
 * own. Blank lines are no records (assumed: the reader behind S3 Select skips them).
 *
 * AWS: API_CSVInput. A quotation mark inside of an unquoted field stands for itself (assumed).
 */
import { RECORD_UNITS_MAX } from "../select-limits.ts";
import { selectError } from "../select-error.ts";

export interface CsvFormat {
  readonly recordDelimiter: string;
  readonly fieldDelimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Lines that begin with it are no records. */
  readonly comment: string;
  readonly allowsQuotedRecordDelimiters: boolean;
}

export class CsvRecord {
  /** The record as it stands in the text; undefined when it has quoted fields. */
  readonly plain: string | undefined;
  readonly #delimiter: string;
  #fields: readonly string[] | undefined;

  constructor(plain: string | undefined, delimiter: string, fields?: readonly string[]) {
    this.plain = plain;
    this.#delimiter = delimiter;
    this.#fields = fields;
  }

  get fields(): readonly string[] {
    return (this.#fields ??= (this.plain ?? "").split(this.#delimiter));
  }
}

/** The text ends within the record. */
const INCOMPLETE = -1;

export class CsvReader {
  readonly #format: CsvFormat;
  #text = "";
  #at = 0;
  /** Units before `#text`. */
  #passed = 0;
  #startedAt = 0;
  #hasEnded = false;
  /** Where the next quotation mark is from `#at` on; the end of the text when there is none. */
  #quoteAt = 0;
  #fields: string[] = [];

  constructor(format: CsvFormat) {
    this.#format = format;
  }

  push(text: string): void {
    this.#passed += this.#at;
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    this.#quoteAt = -1;
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** UTF-16 units before the record that was given last. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Drops what stands before the next record delimiter, with it. False when there is none so far. */
  skipRecord(): boolean {
    const { recordDelimiter } = this.#format;
    const end = this.#text.indexOf(recordDelimiter, this.#at);
    // A delimiter may be cut in two.
    this.#at =
      end === -1 ? Math.max(this.#at, this.#text.length - recordDelimiter.length + 1) : end + recordDelimiter.length;
    return end !== -1;
  }

  /** Undefined when the text so far has no more whole record. @throws {CSVUnescapedQuote} 400  @throws {CSVEscapingRecordDelimiter} 400  @throws {OverMaxRecordSize} 400 */
  next(): CsvRecord | undefined {
    const { recordDelimiter, comment } = this.#format;
    for (;;) {
      const start = this.#at;
      if (start >= this.#text.length) return undefined;
      this.#startedAt = this.#passed + start;
      const delimiterAt = this.#text.indexOf(recordDelimiter, start);
      if (delimiterAt === start) {
        this.#at += recordDelimiter.length;
        continue;
      }
      const end = delimiterAt === -1 && this.#hasEnded ? this.#text.length : delimiterAt;
      if (this.#text.startsWith(comment, start)) {
        if (end === -1) return this.#wait();
        this.#at = end + recordDelimiter.length;
        continue;
      }
      if (this.#nextQuote() < (end === -1 ? this.#text.length : end)) return this.#quoted();
      return end === -1 ? this.#wait() : this.#plain(end);
    }
  }

  #wait(): undefined {
    if (this.#text.length - this.#at > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
  }

  #plain(end: number): CsvRecord {
    if (end - this.#at > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
    const record = new CsvRecord(this.#text.slice(this.#at, end), this.#format.fieldDelimiter);
    this.#at = end + this.#format.recordDelimiter.length;
    return record;
  }

  #nextQuote(): number {
    if (this.#quoteAt < this.#at) {
      const at = this.#text.indexOf(this.#format.quote, this.#at);
      this.#quoteAt = at === -1 ? Number.POSITIVE_INFINITY : at;
    }
    return this.#quoteAt;
  }

  #quoted(): CsvRecord | undefined {
    this.#fields = [];
    let at = this.#at;
    for (;;) {
      const end = this.#text.startsWith(this.#format.quote, at) ? this.#quotedField(at) : this.#bareField(at);
      if (end === INCOMPLETE) return this.#wait();
      if (end - this.#at > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
      const isLast = end === this.#text.length || !this.#text.startsWith(this.#format.fieldDelimiter, end);
      if (isLast) {
        this.#at = end === this.#text.length ? end : end + this.#format.recordDelimiter.length;
        return new CsvRecord(undefined, this.#format.fieldDelimiter, this.#fields);
      }
      at = end + this.#format.fieldDelimiter.length;
    }
  }

  /** Where the field ends. */
  #bareField(start: number): number {
    const { fieldDelimiter, recordDelimiter } = this.#format;
    const [field, record] = [fieldDelimiter.charCodeAt(0), recordDelimiter.charCodeAt(0)];
    for (let at = start; at < this.#text.length; at += 1) {
      const unit = this.#text.charCodeAt(at);
      if (unit !== field && unit !== record) continue;
      if (!this.#text.startsWith(fieldDelimiter, at) && !this.#text.startsWith(recordDelimiter, at)) continue;
      this.#fields.push(this.#text.slice(start, at));
      return at;
    }
    if (!this.#hasEnded) return INCOMPLETE;
    this.#fields.push(this.#text.slice(start));
    return this.#text.length;
  }

  /** Where the field ends, which its quotation mark does not belong to. */
  #quotedField(start: number): number {
    const { quote, recordDelimiter, allowsQuotedRecordDelimiters } = this.#format;
    let value = "";
    let from = start + quote.length;
    for (;;) {
      const mark = this.#findMark(from);
      if (mark === INCOMPLETE) return this.#unclosed(start);
      value += this.#text.slice(from, mark);
      if (!this.#isEscape(mark)) {
        if (!allowsQuotedRecordDelimiters && value.includes(recordDelimiter))
          throw selectError("CSVEscapingRecordDelimiter");
        this.#fields.push(value);
        return this.#behindQuote(mark + quote.length);
      }
      value += quote;
      from = mark + this.#format.escape.length + quote.length;
    }
  }

  /** The next escaped or closing quotation mark. */
  #findMark(from: number): number {
    const { quote, escape } = this.#format;
    let at = this.#text.indexOf(quote, from);
    if (escape === quote) {
      // At the very end nobody knows whether another one follows.
      return at !== -1 && at + quote.length >= this.#text.length && !this.#hasEnded ? INCOMPLETE : at;
    }
    let escapeAt = this.#text.indexOf(escape, from);
    while (escapeAt !== -1 && escapeAt < at && !this.#isEscape(escapeAt))
      escapeAt = this.#text.indexOf(escape, escapeAt + escape.length);
    if (escapeAt !== -1 && escapeAt < at) at = escapeAt;
    return at;
  }

  #isEscape(at: number): boolean {
    const { quote, escape } = this.#format;
    return this.#text.startsWith(escape, at) && this.#text.startsWith(quote, at + escape.length);
  }

  #behindQuote(at: number): number {
    const { fieldDelimiter, recordDelimiter } = this.#format;
    if (at === this.#text.length && this.#hasEnded) return at;
    if (this.#text.startsWith(fieldDelimiter, at) || this.#text.startsWith(recordDelimiter, at)) return at;
    const isCut = this.#text.length - at < Math.max(fieldDelimiter.length, recordDelimiter.length);
    if (isCut && !this.#hasEnded) return INCOMPLETE;
    throw selectError("CSVUnescapedQuote");
  }

  #unclosed(start: number): number {
    if (this.#hasEnded) throw selectError("CSVUnescapedQuote");
    const { allowsQuotedRecordDelimiters, recordDelimiter } = this.#format;
    if (!allowsQuotedRecordDelimiters && this.#text.includes(recordDelimiter, start))
      throw selectError("CSVEscapingRecordDelimiter");
    return INCOMPLETE;
  }
}
