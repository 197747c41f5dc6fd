/**
 * Signatures of functions in a small notation, e.g. `(array(E), (E) => U) -> array(U)`, and their matching against argument
 * types. Capital letters are type variables; `N` stands for any number, `I` for any integer, `D` for any decimal, `O` for a
 * date or timestamp, `X` for text; `...` after the last parameter repeats it.
 */
import { InvariantError } from "../../../../runtime/assert.ts";
import { typeOfText } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { arrayOf, isDateTime, isInteger, isNumeric, isText } from "../types/athena-type.ts";
import { commonType, isCoercible } from "../types/coercion.ts";

export type TypePattern =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "fixed"; readonly type: AthenaType }
  | { readonly kind: "array"; readonly element: TypePattern }
  | { readonly kind: "map"; readonly key: TypePattern; readonly value: TypePattern }
  | { readonly kind: "any-decimal" }
  | { readonly kind: "row"; readonly fields: readonly TypePattern[] }
  | { readonly kind: "lambda"; readonly parameters: readonly TypePattern[]; readonly result: TypePattern };

export interface Signature {
  readonly parameters: readonly TypePattern[];
  readonly variadic: boolean;
  readonly result: TypePattern;
}

export type TypeBindings = Map<string, AthenaType>;

const CLASSES: Readonly<Record<string, (type: AthenaType) => boolean>> = {
  N: isNumeric,
  I: isInteger,
  D: (type) => type.kind === "decimal",
  O: isDateTime,
  X: isText,
};

export function parseSignature(text: string): Signature {
  const reader = new SignatureReader(text);
  return reader.signature();
}

class SignatureReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  signature(): Signature {
    this.expect("(");
    const parameters: TypePattern[] = [];
    let variadic = false;
    while (!this.accept(")")) {
      if (this.accept("...")) variadic = true;
      else parameters.push(this.pattern());
      this.accept(",");
    }
    this.expect("->");
    return { parameters, variadic, result: this.pattern() };
  }

  private pattern(): TypePattern {
    if (this.accept("(")) {
      const parameters: TypePattern[] = [];
      while (!this.accept(")")) {
        parameters.push(this.pattern());
        this.accept(",");
      }
      this.expect("=>");
      return { kind: "lambda", parameters, result: this.pattern() };
    }
    const word = this.word();
    if (/^[A-Z]$/u.test(word)) return { kind: "variable", name: word };
    if (word === "decimal" && !this.isAt("(")) return { kind: "any-decimal" };
    if (word === "array" || word === "map" || word === "row") return this.container(word);
    const parameters = this.isAt("(") ? this.until(")") : "";
    const zone = this.accept("with time zone") ? " with time zone" : "";
    return { kind: "fixed", type: typeOfText(word + parameters + zone) };
  }

  private container(word: "array" | "map" | "row"): TypePattern {
    this.expect("(");
    const patterns = [this.pattern()];
    while (this.accept(",")) patterns.push(this.pattern());
    this.expect(")");
    const [first, second] = patterns;
    if (word === "row") return { kind: "row", fields: patterns };
    if (word === "array" && first !== undefined) return { kind: "array", element: first };
    if (first === undefined || second === undefined) throw new InvariantError(`bad signature ${this.text}`);
    return { kind: "map", key: first, value: second };
  }

  private skip(): void {
    while (this.text.charAt(this.at) === " ") this.at += 1;
  }

  private isAt(symbol: string): boolean {
    this.skip();
    return this.text.startsWith(symbol, this.at);
  }

  private accept(symbol: string): boolean {
    if (!this.isAt(symbol)) return false;
    this.at += symbol.length;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) throw new InvariantError(`bad signature ${this.text}: expected ${symbol} at ${this.at}`);
  }

  private until(symbol: string): string {
    const end = this.text.indexOf(symbol, this.at) + symbol.length;
    const taken = this.text.slice(this.at, end);
    this.at = end;
    return taken;
  }

  private word(): string {
    this.skip();
    const match = /^(?:interval day to second|interval year to month|[A-Za-z]+)/u.exec(this.text.slice(this.at))?.[0];
    if (match === undefined) throw new InvariantError(`bad signature ${this.text}: expected a type at ${this.at}`);
    this.at += match.length;
    return match;
  }
}

/** Binds `pattern` to the type of an argument; false when they do not fit. Lambdas are matched by their caller. */
export function matchType(
  pattern: TypePattern,
  type: AthenaType,
  bindings: TypeBindings,
  options: { readonly coerce: boolean },
): boolean {
  switch (pattern.kind) {
    case "variable":
      return bindVariable(pattern.name, type, bindings);
    case "any-decimal":
      return type.kind === "decimal";
    case "fixed":
      if (type.kind === "unknown") return true;
      return options.coerce ? isCoercible(type, pattern.type) : sameKind(type, pattern.type);
    case "array":
      return (
        type.kind === "unknown" ||
        (type.kind === "array" && matchType(pattern.element, type.element, bindings, options))
      );
    case "map":
      return (
        type.kind === "unknown" ||
        (type.kind === "map" &&
          matchType(pattern.key, type.key, bindings, options) &&
          matchType(pattern.value, type.value, bindings, options))
      );
    case "row":
      return (
        type.kind === "row" &&
        type.fields.length === pattern.fields.length &&
        pattern.fields.every((field, index) =>
          matchType(field, type.fields[index]?.type ?? { kind: "unknown" }, bindings, options),
        )
      );
    case "lambda":
      return false;
  }
}

/** Texts of any length are one kind, and so are timestamps of any precision. */
function sameKind(left: AthenaType, right: AthenaType): boolean {
  if (left.kind === "array" && right.kind === "array") return sameKind(left.element, right.element);
  return left.kind === right.kind;
}

function bindVariable(name: string, type: AthenaType, bindings: TypeBindings): boolean {
  const isMember = CLASSES[name];
  if (isMember !== undefined && type.kind !== "unknown" && !isMember(type)) return false;
  const bound = bindings.get(name);
  const common = bound === undefined ? type : commonType(bound, type);
  if (common === undefined) return false;
  bindings.set(name, common);
  return true;
}

/** The type a pattern stands for once its variables are bound. `given` is used where the pattern leaves parameters open. */
export function typeOfPattern(pattern: TypePattern, bindings: TypeBindings, given?: AthenaType): AthenaType {
  switch (pattern.kind) {
    case "variable":
      return bindings.get(pattern.name) ?? { kind: "unknown" };
    case "fixed":
      return given !== undefined && given.kind === pattern.type.kind && given.kind !== "varchar" ? given : pattern.type;
    case "any-decimal":
      return given ?? { kind: "decimal", precision: 38, scale: 0 };
    case "array":
      return arrayOf(typeOfPattern(pattern.element, bindings));
    case "map":
      return { kind: "map", key: typeOfPattern(pattern.key, bindings), value: typeOfPattern(pattern.value, bindings) };
    case "row":
      return { kind: "row", fields: pattern.fields.map((field) => ({ type: typeOfPattern(field, bindings) })) };
    case "lambda":
      return { kind: "unknown" };
  }
}
