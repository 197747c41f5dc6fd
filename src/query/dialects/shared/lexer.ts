/**
 * Cuts SQL text into tokens with 1-based positions. Two lexical dialects share it: Trino's (queries: `"..."` is a name, no
 * escapes in strings) and Hive's (DDL: `` `...` `` is a name, `"..."` is a string, backslash escapes). It knows no grammar,
 * runs in one pass over the text, and refuses what is no token with a typed error.
 */
import { SqlError, parseErrorAt } from "./sql-error.ts";
import type { SqlPosition } from "./sql-error.ts";

export type LexicalDialect = "trino" | "hive";

export type TokenKind =
  | "word"
  | "quoted-name"
  | "string"
  | "binary"
  | "integer"
  | "decimal"
  | "double"
  | "symbol"
  | "end";

export interface Token extends SqlPosition {
  readonly kind: TokenKind;
  /** As written, but without quotes and escapes for names and strings. */
  readonly value: string;
  /** `value` in upper case for words, as is for symbols, empty for the rest: what keywords are compared with. */
  readonly keyword: string;
  /** Offsets into the text in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const SYMBOLS = [
  "<>",
  "!=",
  "<=",
  ">=",
  "||",
  "->",
  "=>",
  "==",
  "(",
  ")",
  ",",
  ".",
  ";",
  "*",
  "/",
  "%",
  "+",
  "-",
  "=",
  "<",
  ">",
  "[",
  "]",
  "{",
  "}",
  ":",
  "?",
  "|",
  "^",
  "$",
];
const WORD_START = /[A-Za-z_\p{L}]/u;
const WORD = /[\p{L}\p{N}_@$:]*/uy;
const TRINO_WORD = /[\p{L}\p{N}_]*/uy;
const SPACE = /\s+/uy;
const NUMBER = /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?/uy;

const HIVE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", "0": "\0", Z: "\u001a" };

/** Tokens of `text`, ending with one of kind `end`. @throws {SqlError} SYNTAX_ERROR or PARSE_EXCEPTION */
export function tokenize(text: string, dialect: LexicalDialect): readonly Token[] {
  return new Lexer(text, dialect).run();
}

class Lexer {
  private readonly text: string;
  private readonly dialect: LexicalDialect;
  private readonly tokens: Token[] = [];
  private offset = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string, dialect: LexicalDialect) {
    this.text = text;
    this.dialect = dialect;
  }

  run(): readonly Token[] {
    for (;;) {
      this.skipSpaceAndComments();
      if (this.offset >= this.text.length) break;
      this.next();
    }
    this.push("end", "", this.offset, "");
    return this.tokens;
  }

  private position(offset: number): SqlPosition {
    return { line: this.line, column: offset - this.lineStart + 1 };
  }

  private refuse(offset: number, text: string): SqlError {
    const position = this.position(offset);
    if (this.dialect === "hive") {
      return new SqlError(
        "PARSE_EXCEPTION",
        `FAILED: ParseException line ${position.line}:${position.column - 1} ${text}`,
        position,
      );
    }
    return parseErrorAt(position, text);
  }

  private push(kind: TokenKind, value: string, start: number, keyword: string): void {
    this.tokens.push({ kind, value, keyword, start, end: this.offset, ...this.position(start) });
    this.countLines(start, this.offset);
  }

  private countLines(from: number, to: number): void {
    for (let at = this.text.indexOf("\n", from); at !== -1 && at < to; at = this.text.indexOf("\n", at + 1)) {
      this.line += 1;
      this.lineStart = at + 1;
    }
  }

  private skipSpaceAndComments(): void {
    for (;;) {
      const start = this.offset;
      SPACE.lastIndex = this.offset;
      if (SPACE.test(this.text)) this.offset = SPACE.lastIndex;
      if (this.text.startsWith("--", this.offset)) {
        const end = this.text.indexOf("\n", this.offset);
        this.offset = end === -1 ? this.text.length : end;
      } else if (this.text.startsWith("/*", this.offset)) {
        const end = this.text.indexOf("*/", this.offset + 2);
        if (end === -1) throw this.refuse(this.offset, "mismatched input '/'. Expecting: <EOF>");
        this.offset = end + 2;
      }
      if (this.offset === start) return;
      this.countLines(start, this.offset);
    }
  }

  private next(): void {
    const start = this.offset;
    const character = this.text.charAt(start);
    if (character === "'") return this.readString("'", start, "string");
    if (character === '"') return this.readString('"', start, this.dialect === "hive" ? "string" : "quoted-name");
    if (character === "`" && this.dialect === "hive") return this.readString("`", start, "quoted-name");
    if (/[xX]/u.test(character) && this.text.charAt(start + 1) === "'") {
      this.offset += 1;
      return this.readString("'", start, "binary");
    }
    if (this.readNumber(start)) return undefined;
    if (WORD_START.test(this.codePoint(start))) return this.readWord(start);
    const symbol = SYMBOLS.find((candidate) => this.text.startsWith(candidate, start));
    if (symbol === undefined || (symbol === "$" && this.dialect === "trino")) {
      throw this.refuse(
        start,
        character === "`"
          ? "backquoted identifiers are not supported; use double quotes to quote identifiers"
          : `mismatched input '${this.codePoint(start)}'`,
      );
    }
    this.offset = start + symbol.length;
    return this.push("symbol", symbol, start, symbol);
  }

  private codePoint(offset: number): string {
    const point = this.text.codePointAt(offset);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  private readNumber(start: number): boolean {
    NUMBER.lastIndex = start;
    const match = NUMBER.exec(this.text);
    if (match === null) return false;
    const text = match[0];
    this.offset = start + text.length;
    // Hive names may start with a digit (`1_day`), Trino's may not.
    if (WORD_START.test(this.codePoint(this.offset)) && /^\d+$/u.test(text)) {
      if (this.dialect === "hive") {
        this.readWord(start);
        return true;
      }
      throw this.refuse(start, "identifiers must not start with a digit; surround the identifier with double quotes");
    }
    const kind = /[eE]/u.test(text) ? "double" : text.includes(".") ? "decimal" : "integer";
    this.push(kind, text, start, "");
    return true;
  }

  private readWord(start: number): void {
    const pattern = this.dialect === "hive" ? WORD : TRINO_WORD;
    pattern.lastIndex = start;
    pattern.exec(this.text);
    let end = pattern.lastIndex;
    // In Hive a colon separates a struct field from its type, so it ends a word.
    const colon = this.text.slice(start, end).indexOf(":");
    if (colon > 0) end = start + colon;
    this.offset = end;
    const value = this.text.slice(start, end);
    this.push("word", value, start, value.toUpperCase());
  }

  private readString(quote: string, start: number, kind: TokenKind): void {
    const escapes = this.dialect === "hive" && quote !== "`";
    let value = "";
    let at = this.offset + 1;
    for (;;) {
      if (at >= this.text.length) throw this.refuse(start, `mismatched input '${quote}'. Expecting: <EOF>`);
      const character = this.text.charAt(at);
      if (character === quote) {
        if (this.text.charAt(at + 1) !== quote || (escapes && quote === '"')) break;
        value += quote;
        at += 2;
      } else if (escapes && character === "\\") {
        const { text, length } = hiveEscape(this.text, at);
        value += text;
        at += length;
      } else {
        const end = this.endOfPlainRun(at, quote, escapes);
        value += this.text.slice(at, end);
        at = end;
      }
    }
    this.offset = at + 1;
    if (kind === "binary" && !/^(?:[0-9a-fA-F]{2})*$/u.test(value.replaceAll(/\s/gu, ""))) {
      throw this.refuse(
        start,
        "Binary literal must contain an even number of digits and can only contain hexadecimal digits",
      );
    }
    this.push(kind, value, start, "");
  }

  private endOfPlainRun(from: number, quote: string, escapes: boolean): number {
    let end = from;
    while (end < this.text.length && this.text.charAt(end) !== quote && !(escapes && this.text.charAt(end) === "\\"))
      end += 1;
    return end;
  }
}

/** Hive's string escapes: letters, `\u0041`, and three octal digits `\001` (HiveParser BaseSemanticAnalyzer.unescapeSQLString). */
function hiveEscape(text: string, at: number): { readonly text: string; readonly length: number } {
  const octal = /^\\([0-1][0-7]{2})/u.exec(text.slice(at, at + 4));
  if (octal?.[1] !== undefined) return { text: String.fromCharCode(Number.parseInt(octal[1], 8)), length: 4 };
  const unicode = /^\\u([0-9a-fA-F]{4})/u.exec(text.slice(at, at + 6));
  if (unicode?.[1] !== undefined) return { text: String.fromCharCode(Number.parseInt(unicode[1], 16)), length: 6 };
  const next = text.charAt(at + 1);
  if (next === "%" || next === "_") return { text: `\\${next}`, length: 2 };
  return { text: HIVE_ESCAPES[next] ?? next, length: next === "" ? 1 : 2 };
}
