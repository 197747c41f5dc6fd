/**
 * Conditions, filters and key conditions: comparisons, BETWEEN, IN and functions, joined by NOT, AND and OR, which bind in this order.
 *
 *     condition  := conjunct (OR conjunct)*        conjunct := factor (AND factor)*        factor := NOT factor | test
 *     test       := operand [comparator operand | BETWEEN operand AND operand | IN (operand, ...)]
 *
 * Brackets may hold an operand or a condition, and which of them shows only behind them; so both are read alike, in one pass without going back.
 *
 * AWS: brackets around brackets are refused, and so is a function that gives no truth where one is needed.
 */
import { IN_OPERANDS_MAX } from "../limits.ts";
import { OperandParser } from "./parse-operand.ts";
import { problem } from "./problem.ts";
import type { Comparator, WrittenCondition, WrittenOperand } from "./syntax.ts";

export function parseCondition(text: string): WrittenCondition {
  return new ConditionParser(text).parse();
}

const COMPARATORS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** Functions that tests may use, with the number of their operands. */
export const CONDITION_FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

type Part = WrittenOperand | WrittenCondition;

class ConditionParser extends OperandParser {
  private isRedundant = false;
  private unknownFunction: string | undefined;
  private misused: string | undefined;

  parse(): WrittenCondition {
    const condition = this.truth(this.disjunction());
    this.end();
    if (this.isRedundant) throw problem("The expression has redundant parentheses;");
    if (this.unknownFunction !== undefined) throw problem(`Invalid function name; function: ${this.unknownFunction}`);
    if (this.misused !== undefined)
      throw problem(`The function is not allowed to be used this way in an expression; function: ${this.misused}`);
    this.refuseReserved();
    return condition;
  }

  private disjunction(): Part {
    return this.joined("or", "OR", () => this.joined("and", "AND", () => this.factor()));
  }

  private joined(kind: "and" | "or", word: string, parse: () => Part): Part {
    const first = parse();
    if (!this.isWord(word)) return first;
    const terms = [this.truth(first)];
    while (this.skipWord(word)) {
      this.countOperator();
      terms.push(this.truth(parse()));
    }
    return { kind, terms };
  }

  private factor(): Part {
    if (!this.skipWord("NOT")) return this.test();
    this.countOperator();
    return this.nested(() => ({ kind: "not", term: this.truth(this.factor()) }));
  }

  private test(): Part {
    const left = this.primary();
    const { kind, text } = this.next;
    if (kind === "symbol" && COMPARATORS.has(text)) {
      const operand = this.operandOf(left);
      this.take();
      this.countOperator();
      return { kind: "compare", comparator: text as Comparator, left: operand, right: this.value() };
    }
    if (this.isWord("BETWEEN")) {
      const operand = this.operandOf(left);
      this.take();
      this.countOperator();
      const low = this.value();
      if (!this.skipWord("AND")) throw this.syntaxError();
      return { kind: "between", operand, low, high: this.value() };
    }
    return this.isWord("IN") ? this.membership(this.operandOf(left)) : left;
  }

  private membership(operand: WrittenOperand): Part {
    this.take();
    this.countOperator();
    this.takeSymbol("(");
    const options = this.list(() => this.value());
    this.takeSymbol(")");
    if (options.length > IN_OPERANDS_MAX)
      throw problem(`The IN operator is provided with too many operands; number of operands: ${options.length}`);
    return { kind: "in", operand, options };
  }

  private value(): WrittenOperand {
    return this.operandOf(this.primary());
  }

  /** Brackets with whatever is in them, or an operand. */
  private primary(): Part {
    if (!this.isSymbol("(")) return this.noted(this.operand());
    this.take();
    const isDoubled = this.isSymbol("(");
    const inner = this.nested(() => this.disjunction());
    // Doubled brackets are redundant when the inner ones end where the outer ones do: `((a) = :b)` is not.
    if (isDoubled && this.isSymbol(")") && this.wrapped.has(inner)) this.isRedundant = true;
    this.takeSymbol(")");
    this.wrapped.add(inner);
    return inner;
  }

  private readonly wrapped = new WeakSet<Part>();

  /** Notes a function that there is not. */
  private noted(operand: WrittenOperand): WrittenOperand {
    if (operand.kind !== "function") return operand;
    if (!Object.hasOwn(CONDITION_FUNCTIONS, operand.name)) this.unknownFunction ??= operand.name;
    for (const inner of operand.operands) {
      this.noted(inner);
      this.noteMisuse(inner);
    }
    return operand;
  }

  private noteMisuse(operand: WrittenOperand): void {
    if (operand.kind === "function" && operand.name !== "size") this.misused ??= operand.name;
  }

  private operandOf(part: Part): WrittenOperand {
    if (part.kind !== "path" && part.kind !== "value" && part.kind !== "function") throw this.syntaxError();
    this.noteMisuse(part);
    return part;
  }

  private truth(part: Part): WrittenCondition {
    if (part.kind === "path" || part.kind === "value") throw this.syntaxError();
    if (part.kind === "function" && part.name === "size") this.misused ??= part.name;
    return part;
  }
}
