/** A place in the tokens of an expression, with the moves of a recursive-descent parser and S3 Select's words for what does not fit. */
import type { ServiceError } from "../../../../kit/errors.ts";
import { EXPRESSION_LEVELS_MAX } from "../select-limits.ts";
import { selectError, type SelectErrorCode } from "../select-error.ts";
import { type Token, tokenize } from "./lexer.ts";
import { RESERVED_WORDS } from "./reserved-words.ts";
import type { Name } from "./syntax.ts";

const SYMBOL_NAMES: Readonly<Record<string, string>> = {
  ",": "COMMA",
  ".": "DOT",
  ":": "COLON",
  ";": "SEMICOLON",
  "(": "LEFT_PAREN",
  ")": "RIGHT_PAREN",
  "[": "LEFT_BRACKET",
  "]": "RIGHT_BRACKET",
  "{": "LEFT_CURLY",
  "}": "RIGHT_CURLY",
  "*": "STAR",
  "@": "AT",
  "?": "QUESTION_MARK",
};

export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw selectError("ParseUnexpectedToken");
    return token;
  }

  advance(): Token {
    const { token } = this;
    this.#index += 1;
    return token;
  }

  at(keyword: string, ...more: readonly string[]): boolean {
    return this.token.keyword === keyword && more.every((next, index) => this.peek(index + 1).keyword === next);
  }

  accept(keyword: string, ...more: readonly string[]): boolean {
    if (!this.at(keyword, ...more)) return false;
    this.#index += 1 + more.length;
    return true;
  }

  acceptAny<Keyword extends string>(keywords: readonly Keyword[]): Keyword | undefined {
    const found = keywords.find((keyword) => this.token.keyword === keyword);
    if (found !== undefined) this.#index += 1;
    return found;
  }

  expect(keyword: string, code: SelectErrorCode): void {
    if (!this.accept(keyword)) throw this.refuse(code);
  }

  /** A name, quoted or no keyword. */
  acceptName(): Name | undefined {
    const { kind, value, keyword } = this.token;
    if (kind !== "quoted-name" && (kind !== "word" || RESERVED_WORDS.has(keyword))) return undefined;
    this.#index += 1;
    return { text: value, isQuoted: kind === "quoted-name" };
  }

  /** Runs `parse` one level deeper. */
  nested<Value>(parse: () => Value): Value {
    this.#depth += 1;
    if (this.#depth > EXPRESSION_LEVELS_MAX)
      throw selectError(
        "UnsupportedSqlStructure",
        `The SQL expression is nested more than ${EXPRESSION_LEVELS_MAX} levels deep.`,
      );
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }

  /** The token here does not fit. */
  refuse(code: SelectErrorCode): ServiceError {
    const { kind, keyword, value, line, column } = this.token;
    const isKeyword = kind === "word" && RESERVED_WORDS.has(keyword);
    const name =
      kind === "symbol"
        ? (SYMBOL_NAMES[value] ?? "OPERATOR")
        : kind === "word"
          ? isKeyword
            ? "KEYWORD"
            : "IDENTIFIER"
          : {
              "quoted-name": "QUOTED_IDENTIFIER",
              string: "LITERAL",
              number: "LITERAL",
              ion: "ION_LITERAL",
              end: "EOF",
            }[kind];
    const shown = kind === "end" ? "end of expression" : isKeyword ? keyword : value.slice(0, 100);
    const words = code === "ParseUnexpectedToken" ? "Unexpected token found" : `${selectError(code).message} Found`;
    return selectError(code, `${words} ${name}:'${shown}' at line ${line}, column ${column}.`);
  }
}
