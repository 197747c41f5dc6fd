/**
 * Patterns with `*` (any run, also of `:` and `/`) and `?` (one character). No regular expressions: the leftmost fit of each piece between two
 * stars is always good enough, so matching never backtracks. A piece costs one `indexOf`, or with `?` in it one `compileMaskedSearch`.
 * Letters are compared as they are: callers that ignore case fold both sides.
 */

import { compileMaskedSearch, type MaskedSearch } from "./masked-search.ts";

export const MANY = Symbol("*");
export const ONE = Symbol("?");
/** Literal text, `*` or `?`. */
export type GlobToken = string | typeof MANY | typeof ONE;
export type TextTest = (text: string) => boolean;

/** Reads `*` and `?` of a pattern; everything else is literal. */
export function globTokens(pattern: string): GlobToken[] {
  const tokens: GlobToken[] = [];
  for (const part of pattern.split(/([*?])/)) {
    if (part !== "") tokens.push(part === "*" ? MANY : part === "?" ? ONE : part);
  }
  return tokens;
}

export function compileGlob(pattern: string): TextTest {
  return compileTokens(globTokens(pattern));
}

/** The run between two stars: its text, with a placeholder where `?` stands. */
interface Piece {
  readonly text: string;
  /** Offsets of `?` in `text`; undefined when there is none. */
  readonly anyAt: ReadonlySet<number> | undefined;
  /** Undefined when there is no `?`. */
  readonly search: MaskedSearch | undefined;
}

export function compileTokens(tokens: readonly GlobToken[]): TextTest {
  const pieces = toPieces(tokens);
  const [first, ...others] = pieces;
  const last = others.pop();
  if (first === undefined) return (text) => text === "";
  if (last === undefined) {
    if (first.anyAt === undefined) return (text) => text === first.text;
    return (text) => text.length === first.text.length && fits(first, text, 0);
  }
  if (others.length === 0 && last.text === "" && first.anyAt === undefined) {
    return first.text === "" ? () => true : (text) => text.startsWith(first.text);
  }
  return (text) => {
    const end = text.length - last.text.length;
    if (end < first.text.length || !fits(first, text, 0) || !fits(last, text, end)) return false;
    let at = first.text.length;
    for (const piece of others) {
      at = find(piece, text, { from: at, to: end });
      if (at < 0) return false;
      at += piece.text.length;
    }
    return true;
  };
}

function toPieces(tokens: readonly GlobToken[]): Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  let anyAt: Set<number> | undefined;
  const end = (): void => {
    pieces.push({ text, anyAt, search: anyAt === undefined ? undefined : compileMaskedSearch(text, anyAt) });
  };
  for (const token of tokens) {
    if (token === MANY) {
      end();
      text = "";
      anyAt = undefined;
    } else if (token === ONE) {
      anyAt = (anyAt ?? new Set()).add(text.length);
      text += "?";
    } else {
      text += token;
    }
  }
  end();
  // Runs of stars mean one star: empty pieces in the middle say nothing.
  return pieces.filter((piece, index) => piece.text !== "" || index === 0 || index === pieces.length - 1);
}

function fits(piece: Piece, text: string, at: number): boolean {
  const { anyAt } = piece;
  if (anyAt === undefined) return text.startsWith(piece.text, at);
  for (let offset = 0; offset < piece.text.length; offset += 1) {
    if (!anyAt.has(offset) && text.charCodeAt(at + offset) !== piece.text.charCodeAt(offset)) return false;
  }
  return at + piece.text.length <= text.length;
}

/** Where the piece fits first, wholly inside of `from`..`to`; -1 when nowhere. */
function find(
  { text: wanted, search }: Piece,
  text: string,
  range: { readonly from: number; readonly to: number },
): number {
  if (search !== undefined) return search(text, range);
  const at = text.indexOf(wanted, range.from);
  return at > range.to - wanted.length ? -1 : at;
}
