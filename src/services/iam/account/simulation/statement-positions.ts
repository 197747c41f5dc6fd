/**
 * Where each statement of a policy stands in its text, for the answers of the simulator. The text is known to be a policy, so this only counts
 * braces outside of strings.
 */

export interface TextPosition {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export interface TextSpan {
  readonly start: TextPosition;
  /** Just behind the last character. */
  readonly end: TextPosition;
}

/** Spans of the statements, in the order of the document. */
export function statementSpans(text: string): readonly TextSpan[] {
  const at = statementValueAt(text);
  if (at === undefined) return [];
  const spans: TextSpan[] = [];
  const positionOf = positionsIn(text);
  let depth = 0;
  let start = positionOf(at);
  for (const { index, character } of structure(text, at)) {
    if (character === "{" && depth++ === 0) start = positionOf(index);
    if (character === "}" && --depth === 0) spans.push({ start, end: positionOf(index + 1) });
    const isEnd = depth === 0 && (character === "]" || (character === "}" && text[at] === "{"));
    if (isEnd) break;
  }
  return spans;
}

/** Where the value of the document's own `Statement` begins. */
function statementValueAt(text: string): number | undefined {
  const name = /"Statement"\s*:\s*(?=[[{])/y;
  let depth = 0;
  for (const { index, character } of structure(text, 0)) {
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") depth--;
    if (character !== '"' || depth !== 1) continue;
    name.lastIndex = index;
    if (name.test(text)) return name.lastIndex;
  }
  return undefined;
}

/** Brackets outside of strings, and the quotes that open strings. */
function* structure(text: string, from: number): Generator<{ readonly index: number; readonly character: string }> {
  let isInside = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index] ?? "";
    if (isInside) {
      if (character === "\\") index++;
      else if (character === '"') isInside = false;
    } else if (character === '"') {
      isInside = true;
      yield { index, character };
    } else if ("{}[]".includes(character)) yield { index, character };
  }
}

/** Places in the text, asked for from the front to the back. */
function positionsIn(text: string): (index: number) => TextPosition {
  let line = 1;
  let lineStart = 0;
  return (index) => {
    for (let next = text.indexOf("\n", lineStart); next >= 0 && next < index; next = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = next + 1;
    }
    return { line, column: index - lineStart + 1 };
  };
}
