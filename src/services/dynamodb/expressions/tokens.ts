/**
 * An expression as words: names, `#` and `:` placeholders, numbers, operators. A word that no grammar knows is a token too, so that the parser can say in AWS's way what stood around
 * it. Linear in the text, which is 4 KB at most.
 */
import { problem, type ExpressionProblem } from "./problem.ts";

export type TokenKind = "name" | "alias" | "value" | "number" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[^\s]))/uy;
const KINDS: readonly TokenKind[] = ["name", "alias", "value", "number", "symbol"];

/** The tokens of a text, with one for its end. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    const word = match[group] ?? "";
    const end = match.index + match[0].length;
    tokens.push({ kind: KINDS[group - 1] ?? "symbol", text: word, start: end - word.length, end });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: text.length, end: text.length });
  return tokens;
}

/** Tokens that are taken one after the other. */
export class TokenReader {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  get next(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const last = this.tokens.length - 1;
    const token = this.tokens[Math.min(this.at + ahead, last)];
    return token ?? { kind: "end", text: "<EOF>", start: 0, end: 0 };
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  isSymbol(symbol: string): boolean {
    const { kind, text } = this.next;
    return kind === "symbol" && text === symbol;
  }

  /** A word of the grammar, in any spelling. */
  isWord(word: string): boolean {
    const { kind, text } = this.next;
    return kind === "name" && text.length === word.length && text.toUpperCase() === word;
  }

  takeSymbol(symbol: string): void {
    if (!this.isSymbol(symbol)) throw this.syntaxError();
    this.at += 1;
  }

  skipSymbol(symbol: string): boolean {
    const isThere = this.isSymbol(symbol);
    if (isThere) this.at += 1;
    return isThere;
  }

  skipWord(word: string): boolean {
    const isThere = this.isWord(word);
    if (isThere) this.at += 1;
    return isThere;
  }

  // AWS: the token, and the text from the one before it to the one behind it.
  syntaxError(): ExpressionProblem {
    const token = this.next;
    const before = this.at > 0 ? this.tokens[this.at - 1] : undefined;
    const after = this.peek(1);
    const near = this.text.slice((before ?? token).start, token.kind === "end" ? before?.end : after.end);
    return problem(`Syntax error; token: "${token.text}", near: "${near}"`);
  }
}
