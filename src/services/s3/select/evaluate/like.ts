/**
 * LIKE: `%` stands for any characters, `_` for one. A pattern is cut at its `%`; each piece is looked for once behind the one before, so that no pattern makes it try again
 * and again.
 */
import { selectError } from "../select-error.ts";

/** One character, or any one. */
type Unit = string | undefined;
type Piece = readonly Unit[];

export type Matcher = (text: string) => boolean;

/** @throws {EvaluatorLikePatternInvalidEscapeSequence} 400 */
export function compileLike(pattern: string, escape: string | undefined): Matcher {
  const pieces = cut(pattern, escape);
  const [first = [], ...rest] = pieces;
  const last = rest.pop();
  if (pieces.every((piece) => !piece.includes(undefined))) return compilePlain(pieces.map((piece) => piece.join("")));
  return (text) => {
    const characters = hasSurrogate(text) ? Array.from(text) : text;
    if (last === undefined) return characters.length === first.length && matchesAt(characters, 0, first);
    if (!matchesAt(characters, 0, first)) return false;
    let at = first.length;
    for (const piece of rest) {
      at = find(characters, at, piece);
      if (at === -1) return false;
    }
    const start = characters.length - last.length;
    return start >= at && matchesAt(characters, start, last);
  };
}

/** Without `_` characters need not be told apart. */
function compilePlain([first = "", ...rest]: readonly string[]): Matcher {
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}

function hasSurrogate(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

function cut(pattern: string, escape: string | undefined): Piece[] {
  const characters = Array.from(pattern);
  const escapes = escape === undefined ? undefined : Array.from(escape);
  if (escapes !== undefined && escapes.length !== 1) throw selectError("EvaluatorLikePatternInvalidEscapeSequence");
  const pieces: Unit[][] = [[]];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    const piece = pieces.at(-1);
    if (character === escapes?.[0] && escapes !== undefined) {
      at += 1;
      const next = characters[at];
      if (next !== "%" && next !== "_" && next !== escapes[0])
        throw selectError("EvaluatorLikePatternInvalidEscapeSequence");
      piece?.push(next);
    } else if (character === "%") pieces.push([]);
    else piece?.push(character === "_" ? undefined : character);
  }
  return pieces;
}

function matchesAt(text: ArrayLike<string>, start: number, piece: Piece): boolean {
  if (start + piece.length > text.length) return false;
  for (let at = 0; at < piece.length; at += 1) {
    const unit = piece[at];
    if (unit !== undefined && unit !== text[start + at]) return false;
  }
  return true;
}

/** Where the piece ends that begins earliest from `start` on; -1 where there is none. */
function find(text: ArrayLike<string>, start: number, piece: Piece): number {
  if (piece.length === 0) return start;
  for (let at = start; at + piece.length <= text.length; at += 1) {
    if (matchesAt(text, at, piece)) return at + piece.length;
  }
  return -1;
}
