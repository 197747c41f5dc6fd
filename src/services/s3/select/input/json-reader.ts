/**
 * Root values of a JSON text that comes in pieces: one a line (LINES), or one behind the other however they are written (DOCUMENT). A root value is a record, so it fits into
 * memory. AWS: "Amazon S3 Select always treats a JSON document as an array of root-level values."
 */
import { RECORD_UNITS_MAX } from "../select-limits.ts";
import { selectError } from "../select-error.ts";
import type { Value } from "../values/value.ts";
import { endOfString, parseJson } from "./parse-json.ts";

export interface JsonReader {
  /** UTF-16 units before the value that was given last. */
  readonly startedAt: number;
  push(text: string): void;
  end(): void;
  skipRecord(): boolean;
  /** Undefined when the text so far has no more whole value; MISSING is no root value. @throws {JSONParsingError} 400  @throws {OverMaxRecordSize} 400 */
  next(): Exclude<Value, undefined> | undefined;
}

export function createJsonReader(type: "lines" | "document"): JsonReader {
  return type === "lines" ? new LinesReader() : new DocumentReader();
}

function parseRoot(text: string): Exclude<Value, undefined> {
  if (text.length > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
  return parseJson(text) as Exclude<Value, undefined>;
}

class LinesReader implements JsonReader {
  startedAt = 0;
  #text = "";
  #at = 0;
  /** Units before `#text`. */
  #passed = 0;
  #hasEnded = false;

  push(text: string): void {
    this.#passed += this.#at;
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  end(): void {
    this.#hasEnded = true;
  }

  skipRecord(): boolean {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return end !== -1;
  }

  next(): Exclude<Value, undefined> | undefined {
    for (;;) {
      const start = this.#at;
      if (start >= this.#text.length) return undefined;
      const newline = this.#text.indexOf("\n", start);
      if (newline === -1 && !this.#hasEnded) {
        if (this.#text.length - start > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
        return undefined;
      }
      const end = newline === -1 ? this.#text.length : newline;
      const line = this.#text.slice(start, end);
      this.#at = end + 1;
      this.startedAt = this.#passed + start;
      if (line.trim() !== "") return parseRoot(line);
    }
  }
}

const NOT_SPACE = /[^ \t\n\r]/g;
const STRUCTURE = /["{}[\]]/g;
const SCALAR_END = /[ \t\n\r"{}[\],:]/g;

class DocumentReader implements JsonReader {
  /** No range ends in the middle of a document. */
  readonly startedAt = 0;
  #text = "";
  /** Where the value begins, and up to where it has been looked through. */
  #start = 0;
  #seen = 0;
  #depth = 0;
  #hasEnded = false;

  push(text: string): void {
    this.#text = this.#text.slice(this.#start) + text;
    this.#seen -= this.#start;
    this.#start = 0;
  }

  end(): void {
    this.#hasEnded = true;
  }

  skipRecord(): boolean {
    return true;
  }

  next(): Exclude<Value, undefined> | undefined {
    if (this.#depth === 0) {
      NOT_SPACE.lastIndex = this.#start;
      this.#start = NOT_SPACE.exec(this.#text)?.index ?? this.#text.length;
      this.#seen = this.#start;
    }
    if (this.#start >= this.#text.length) return undefined;
    const end = this.#findEnd();
    if (end === -1) {
      if (this.#text.length - this.#start > RECORD_UNITS_MAX) throw selectError("OverMaxRecordSize");
      if (this.#hasEnded) throw selectError("JSONParsingError");
      return undefined;
    }
    const value = parseRoot(this.#text.slice(this.#start, end));
    this.#start = end;
    return value;
  }

  /** -1 where the text ends before the value does. */
  #findEnd(): number {
    const first = this.#text.charAt(this.#start);
    if (this.#depth === 0 && first !== "{" && first !== "[" && first !== '"') return this.#endOfScalar();
    for (;;) {
      STRUCTURE.lastIndex = this.#seen;
      const match = STRUCTURE.exec(this.#text);
      if (match === null) {
        this.#seen = this.#text.length;
        return -1;
      }
      let end = match.index;
      if (match[0] === '"') {
        end = endOfString(this.#text, end + 1);
        // It is looked through again when there is more.
        if (end === -1) return -1;
      } else this.#depth += match[0] === "{" || match[0] === "[" ? 1 : -1;
      this.#seen = end + 1;
      if (this.#depth <= 0) {
        this.#depth = 0;
        return this.#seen;
      }
    }
  }

  #endOfScalar(): number {
    SCALAR_END.lastIndex = this.#start + 1;
    const end = SCALAR_END.exec(this.#text)?.index;
    return end ?? (this.#hasEnded ? this.#text.length : -1);
  }
}
