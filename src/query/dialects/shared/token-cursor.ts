/**
 * A place in a token list, with the few moves a recursive-descent parser needs, a limit on nesting, and errors in the words
 * of Athena's two parsers. What was tried at the furthest token is remembered, so that "Expecting:" lists it.
 */
import { SqlError, parseErrorAt, sqlErrorAt } from "./sql-error.ts";
import type { LexicalDialect, Token, TokenKind } from "./lexer.ts";
import { tokenize } from "./lexer.ts";

/** Levels of parentheses, subqueries and types. Trino's own parser fails in the hundreds; see `STATEMENT_TOO_COMPLEX`. */
export const NESTING_LEVELS_MAX = 128;

export class TokenCursor {
  readonly text: string;
  private readonly dialect: LexicalDialect;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;
  /** What was looked for at `triedAt`, with repeats; made into words only when something is wrong. */
  private readonly tried: string[] = [];
  private triedAt = 0;

  constructor(text: string, dialect: LexicalDialect) {
    this.text = text;
    this.dialect = dialect;
    this.tokens = tokenize(text, dialect);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.tokens[Math.max(0, Math.min(this.index + ahead, this.tokens.length - 1))];
    if (token === undefined) throw new SqlError("INVALID_REQUEST", "Query string is empty");
    return token;
  }

  get previous(): Token {
    return this.peek(-1);
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== "end") this.index += 1;
    return token;
  }

  /** Whether the coming tokens are these keywords or symbols. */
  at(keyword: string, ...more: readonly string[]): boolean {
    const matches =
      this.token.keyword === keyword && more.every((next, index) => this.peek(index + 1).keyword === next);
    if (!matches) this.remember(keyword);
    return matches;
  }

  accept(keyword: string, ...more: readonly string[]): boolean {
    if (!this.at(keyword, ...more)) return false;
    this.index += 1 + more.length;
    return true;
  }

  acceptAny(keywords: readonly string[]): Token | undefined {
    for (const keyword of keywords) if (this.at(keyword)) return this.advance();
    return undefined;
  }

  expect(...keywords: readonly string[]): void {
    for (const keyword of keywords) if (!this.accept(keyword)) throw this.mismatch();
  }

  acceptKind(kind: TokenKind, description: string): Token | undefined {
    if (this.token.kind === kind) return this.advance();
    this.remember(description);
    return undefined;
  }

  expectKind(kind: TokenKind, description: string): Token {
    const token = this.acceptKind(kind, description);
    if (token === undefined) throw this.mismatch();
    return token;
  }

  remember(description: string): void {
    if (this.triedAt !== this.index) {
      this.tried.length = 0;
      this.triedAt = this.index;
    }
    this.tried.push(description);
  }

  /** Runs `parse` one level deeper. @throws {SqlError} STATEMENT_TOO_COMPLEX */
  nested<Value>(parse: () => Value): Value {
    this.depth += 1;
    if (this.depth > NESTING_LEVELS_MAX) {
      throw sqlErrorAt("STATEMENT_TOO_COMPLEX", this.token, "statement is too large (stack overflow while parsing)");
    }
    try {
      return parse();
    } finally {
      this.depth -= 1;
    }
  }

  /** "This token does not fit here", in Trino's or Hive's words. */
  mismatch(expecting?: string): SqlError {
    const token = this.token;
    const shown = token.kind === "end" ? "<EOF>" : this.text.slice(token.start, token.end);
    if (this.dialect === "hive") {
      const words = token.kind === "end" ? `mismatched input '<EOF>'` : `mismatched input '${shown}'`;
      return new SqlError(
        "PARSE_EXCEPTION",
        `FAILED: ParseException line ${token.line}:${token.column - 1} ${words} expecting ${this.expectations(expecting)}`,
        token,
      );
    }
    return parseErrorAt(token, `mismatched input '${shown}'. Expecting: ${this.expectations(expecting)}`);
  }

  private expectations(expecting: string | undefined): string {
    if (expecting !== undefined) return expecting;
    const tried = this.triedAt === this.index ? new Set(this.tried) : new Set<string>();
    const words = [...tried].map((word) => (word.startsWith("<") && word.length > 2 ? word : `'${word}'`));
    return words.length === 0 ? "<EOF>" : words.toSorted().join(", ");
  }

  expectEnd(): void {
    this.accept(";");
    if (this.token.kind === "end") return;
    if (this.previous.keyword === ";")
      throw new SqlError("INVALID_REQUEST", "Only one sql statement is allowed. Got: " + this.text.trim());
    this.remember("<EOF>");
    throw this.mismatch();
  }
}
