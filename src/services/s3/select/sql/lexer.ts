/**
 * Cuts an S3 Select expression into tokens. One pass, no grammar. Strings are in single quotes, names in double quotes, literals of Ion in backticks.
 */
import type { ServiceError } from "../../../../kit/errors.ts";
import { TOKENS_MAX } from "../select-limits.ts";
import { selectError } from "../select-error.ts";

export type TokenKind = "word" | "quoted-name" | "string" | "ion" | "number" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written, without quotes. */
  readonly value: string;
  /** Words in lower case, symbols as they are, empty for the rest. */
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

const SPACE_OR_COMMENT = /(?:\s+|--[^\n]*|\/\*[^]*?\*\/)+/uy;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const SYMBOL = /<>|!=|<=|>=|\|\||[()[\],.;*/%+\-=<>{}@:?]/uy;
const QUOTES: Readonly<Record<string, TokenKind>> = { "'": "string", '"': "quoted-name", "`": "ion" };

/** @throws {LexerInvalidChar} 400  @throws {LexerInvalidLiteral} 400 for quotes that do not close and for more than 50,000 tokens */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #offset = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly Token[] {
    for (;;) {
      this.#move(this.#match(SPACE_OR_COMMENT)?.length ?? 0);
      if (this.#offset >= this.#text.length) break;
      this.#next();
      if (this.#tokens.length > TOKENS_MAX)
        throw selectError("LexerInvalidLiteral", `The SQL expression has more than ${TOKENS_MAX} tokens.`);
    }
    this.#push("end", "", 0);
    return this.#tokens;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    return pattern.exec(this.#text)?.[0];
  }

  #next(): void {
    const quoted = QUOTES[this.#text.charAt(this.#offset)];
    if (quoted !== undefined) return this.#readQuoted(quoted);
    const word = this.#match(WORD);
    if (word !== undefined) return this.#push("word", word, word.length, word.toLowerCase());
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#push("number", number, number.length);
    const symbol = this.#match(SYMBOL);
    if (symbol === undefined) throw this.#refuse("LexerInvalidChar", "Unexpected character found");
    return this.#push("symbol", symbol, symbol.length, symbol);
  }

  /** A quote inside is written twice; in an Ion literal there is none. */
  #readQuoted(kind: TokenKind): void {
    const quote = this.#text.charAt(this.#offset);
    let value = "";
    let at = this.#offset + 1;
    for (;;) {
      const end = this.#text.indexOf(quote, at);
      if (end === -1) throw this.#refuse("LexerInvalidLiteral", "A quotation mark is not closed");
      value += this.#text.slice(at, end);
      at = end + 1;
      if (kind === "ion" || this.#text.charAt(at) !== quote) break;
      value += quote;
      at += 1;
    }
    this.#push(kind, value, at - this.#offset);
  }

  #push(kind: TokenKind, value: string, length: number, keyword = ""): void {
    this.#tokens.push({ kind, value, keyword, line: this.#line, column: this.#offset - this.#lineStart + 1 });
    this.#move(length);
  }

  #move(length: number): void {
    const end = this.#offset + length;
    for (
      let at = this.#text.indexOf("\n", this.#offset);
      at !== -1 && at < end;
      at = this.#text.indexOf("\n", at + 1)
    ) {
      this.#line += 1;
      this.#lineStart = at + 1;
    }
    this.#offset = end;
  }

  #refuse(code: "LexerInvalidChar" | "LexerInvalidLiteral", words: string): ServiceError {
    return selectError(code, `${words} at line ${this.#line}, column ${this.#offset - this.#lineStart + 1}.`);
  }
}
