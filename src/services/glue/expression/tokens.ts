/**
 * Words of a partition expression: names, numbers, strings and operators, with SQL's quoting (`'it''s'`, `"name"`, `` `name` ``).
 */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "number" | "string" | "operator"; readonly text: string };

const PATTERNS: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["number", /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.])/y],
  ["string", /'(?:[^']|'')*'/y],
  ["name", /"[^"]+"|`[^`]+`|[A-Za-z0-9_][A-Za-z0-9_.$]*/y],
  ["operator", /<>|!=|<=|>=|[=<>(),]/y],
];

/** Undefined when some character belongs to no word. Linear in the text's length. */
export function tokenize(expression: string): Token[] | undefined {
  const tokens: Token[] = [];
  let position = 0;
  while (position < expression.length) {
    const match = firstMatch(expression, position);
    if (match === undefined) return undefined;
    position += match.text.length;
    if (match.kind !== "space") tokens.push(tokenOf(match.kind, match.text));
  }
  return tokens;
}

function firstMatch(expression: string, position: number): { kind: Token["kind"] | "space"; text: string } | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const match = pattern.exec(expression);
    if (match !== null) return { kind, text: match[0] };
  }
  return undefined;
}

function tokenOf(kind: Token["kind"], text: string): Token {
  if (kind === "string") return { kind, text: text.slice(1, -1).replaceAll("''", "'") };
  if (kind !== "name") return { kind, text };
  const quoted = text.startsWith('"') || text.startsWith("`");
  return { kind, text: quoted ? text.slice(1, -1) : text, quoted };
}
