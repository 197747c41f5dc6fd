/**
 * Glue's partition filter grammar, by recursive descent. AWS parses with JSQLParser and takes a small part of SQL (API
 * reference, GetPartitions):
 *
 *     or   := and (OR and)*            and := not (AND not)*           not := NOT not | test
 *     test := '(' or ')' | column (compare literal | [NOT] IN '(' literal, ... ')' | [NOT] BETWEEN literal AND literal
 *             | [NOT] LIKE string | IS [NOT] NULL)
 *
 * Columns and literals may stand in parentheses of their own. Depth and length are limited; arithmetic, functions, comparisons of
 * two columns and a literal on the left are refused.
 */
import { invalidInput, validationFailed } from "../errors.ts";
import { EXPRESSION_DEPTH_MAX, EXPRESSION_LENGTH_MAX } from "../limits.ts";
import { type Token, tokenize } from "./tokens.ts";

export type CompareOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Expression =
  | { readonly kind: "and" | "or"; readonly terms: readonly Expression[] }
  | { readonly kind: "not"; readonly term: Expression }
  | { readonly kind: "compare"; readonly column: string; readonly operator: CompareOperator; readonly literal: string }
  | { readonly kind: "in"; readonly column: string; readonly literals: readonly string[] }
  | { readonly kind: "between"; readonly column: string; readonly low: string; readonly high: string }
  | { readonly kind: "like"; readonly column: string; readonly pattern: string }
  | { readonly kind: "is-null"; readonly column: string };

const COMPARE_OPERATORS: Readonly<Record<string, CompareOperator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
const KEYWORDS = new Set(["and", "or", "not", "in", "between", "like", "is", "null"]);

class Parser {
  readonly expression: string;
  readonly tokens: readonly Token[];
  position = 0;
  depth = 0;

  constructor(expression: string) {
    this.expression = expression;
    this.tokens = tokenize(expression) ?? this.refuse();
  }

  refuse(): never {
    throw invalidInput(`Unsupported expression '${this.expression}'`);
  }

  isKeyword(word: string, ahead = 0): boolean {
    const token = this.tokens[this.position + ahead];
    return token?.kind === "name" && !token.quoted && token.text.toLowerCase() === word;
  }

  takeKeyword(word: string): boolean {
    const found = this.isKeyword(word);
    if (found) this.position += 1;
    return found;
  }

  isOperator(text: string, ahead = 0): boolean {
    const token = this.tokens[this.position + ahead];
    return token?.kind === "operator" && token.text === text;
  }

  takeOperator(text: string): boolean {
    const found = this.isOperator(text);
    if (found) this.position += 1;
    return found;
  }

  expect(found: boolean): void {
    if (!found) this.refuse();
  }

  nested<T>(body: () => T): T {
    this.depth += 1;
    if (this.depth > EXPRESSION_DEPTH_MAX) this.refuse();
    const result = body();
    this.depth -= 1;
    return result;
  }

  either(): Expression {
    const terms = [this.both()];
    while (this.takeKeyword("or")) terms.push(this.both());
    return terms.length === 1 && terms[0] !== undefined ? terms[0] : { kind: "or", terms };
  }

  both(): Expression {
    const terms = [this.negation()];
    while (this.takeKeyword("and")) terms.push(this.negation());
    return terms.length === 1 && terms[0] !== undefined ? terms[0] : { kind: "and", terms };
  }

  negation(): Expression {
    if (this.takeKeyword("not")) return { kind: "not", term: this.nested(() => this.negation()) };
    return this.test();
  }

  test(): Expression {
    if (!this.isOperator("(") || this.isColumnInParentheses()) return this.predicate(this.column());
    return this.nested(() => {
      this.position += 1;
      const inner = this.either();
      this.expect(this.takeOperator(")"));
      return inner;
    });
  }

  /** `((column)) = 1` opens with parentheses, but they are closed right after the name: none is around a condition. */
  isColumnInParentheses(): boolean {
    let opened = 0;
    while (this.isOperator("(", opened)) opened += 1;
    if (this.tokens[this.position + opened]?.kind !== "name") return false;
    let closed = 0;
    while (closed < opened && this.isOperator(")", opened + 1 + closed)) closed += 1;
    return closed === opened;
  }

  column(): string {
    if (this.takeOperator("(")) return this.closed(this.nested(() => this.column()));
    const token = this.tokens[this.position++];
    if (token?.kind !== "name" || (!token.quoted && KEYWORDS.has(token.text.toLowerCase()))) return this.refuse();
    return token.text.toLowerCase();
  }

  literal(): string {
    if (this.takeOperator("(")) return this.closed(this.nested(() => this.literal()));
    const token = this.tokens[this.position++];
    if (token?.kind !== "number" && token?.kind !== "string") return this.refuse();
    return token.text;
  }

  closed<T>(inner: T): T {
    this.expect(this.takeOperator(")"));
    return inner;
  }

  predicate(column: string): Expression {
    if (this.takeKeyword("is")) {
      const isNegated = this.takeKeyword("not");
      this.expect(this.takeKeyword("null"));
      return negatedIf(isNegated, { kind: "is-null", column });
    }
    const isNegated = this.takeKeyword("not");
    if (this.takeKeyword("in")) return negatedIf(isNegated, { kind: "in", column, literals: this.literals() });
    if (this.takeKeyword("between")) return negatedIf(isNegated, this.between(column));
    if (this.takeKeyword("like")) return negatedIf(isNegated, { kind: "like", column, pattern: this.pattern() });
    const token = this.tokens[this.position++];
    const operator = token?.kind === "operator" ? COMPARE_OPERATORS[token.text] : undefined;
    if (operator === undefined || isNegated) return this.refuse();
    return { kind: "compare", column, operator, literal: this.literal() };
  }

  literals(): string[] {
    this.expect(this.takeOperator("("));
    const literals = [this.literal()];
    while (this.takeOperator(",")) literals.push(this.literal());
    return this.closed(literals);
  }

  between(column: string): Expression {
    const low = this.literal();
    this.expect(this.takeKeyword("and"));
    return { kind: "between", column, low, high: this.literal() };
  }

  pattern(): string {
    if (this.tokens[this.position]?.kind !== "string" && !this.isOperator("(")) this.refuse();
    return this.literal();
  }
}

function negatedIf(isNegated: boolean, term: Expression): Expression {
  return isNegated ? { kind: "not", term } : term;
}

/** @throws ValidationException when over-long, InvalidInputException when it is not in the grammar */
export function parseExpression(expression: string): Expression {
  if (expression.length > EXPRESSION_LENGTH_MAX) {
    throw validationFailed(
      expression,
      "expression",
      `Member must have length less than or equal to ${EXPRESSION_LENGTH_MAX}`,
    );
  }
  const parser = new Parser(expression);
  const parsed = parser.either();
  if (parser.position < parser.tokens.length) parser.refuse();
  return parsed;
}
