/**
 * Update expressions: the clauses SET, REMOVE, ADD and DELETE, each at most once, in any order.
 *
 *     SET path = value [+|- value], ...     REMOVE path, ...     ADD path :value, ...     DELETE path :value, ...
 */
import { OperandParser } from "./parse-operand.ts";
import { problem } from "./problem.ts";
import type { UpdateAction, WrittenOperand, WrittenPath, WrittenSetValue, WrittenUpdate } from "./syntax.ts";

export function parseUpdate(text: string): WrittenUpdate {
  return new UpdateParser(text).parse();
}

type Action = UpdateAction<WrittenPath, string>;

/** Functions that values may use, with the number of their operands. */
export const UPDATE_FUNCTIONS: Readonly<Record<string, number>> = { if_not_exists: 2, list_append: 2 };

class UpdateParser extends OperandParser {
  private unknownFunction: string | undefined;
  private repeated: string | undefined;
  private readonly clauses = new Set<string>();

  parse(): WrittenUpdate {
    const actions: Action[] = [];
    do actions.push(...this.clause());
    while (this.next.kind !== "end");
    this.refuseReserved();
    if (this.unknownFunction !== undefined) throw problem(`Invalid function name; function: ${this.unknownFunction}`);
    if (this.repeated !== undefined)
      throw problem(`The "${this.repeated}" section can only be used once in an update expression;`);
    return actions;
  }

  private clause(): Action[] {
    const word = this.next.kind === "name" ? this.next.text.toUpperCase() : "";
    const parse = this.clauseParser(word);
    if (parse === undefined) throw this.syntaxError();
    this.take();
    if (this.clauses.has(word)) this.repeated ??= word;
    this.clauses.add(word);
    return this.list(parse);
  }

  private clauseParser(word: string): (() => Action) | undefined {
    switch (word) {
      case "SET":
        return () => this.assignment();
      case "REMOVE":
        return () => ({ kind: "remove", path: this.path() });
      case "ADD":
        return () => this.pathAndValue("add");
      case "DELETE":
        return () => this.pathAndValue("delete");
      default:
        return undefined;
    }
  }

  private pathAndValue(kind: "add" | "delete"): Action {
    const path = this.path();
    if (this.next.kind !== "value") throw this.syntaxError();
    return { kind, path, value: this.take().text };
  }

  private assignment(): Action {
    const path = this.path();
    this.takeSymbol("=");
    return { kind: "set", path, value: this.setValue() };
  }

  private setValue(): WrittenSetValue {
    const first = this.term();
    return this.sum(first);
  }

  private sum(left: WrittenSetValue): WrittenSetValue {
    const operator = this.isSymbol("+") ? "+" : this.isSymbol("-") ? "-" : undefined;
    if (operator === undefined) return left;
    if (left.kind === "sum") throw this.syntaxError();
    this.take();
    this.countOperator();
    const right = this.noted(this.bracketedOperand());
    return { kind: "sum", operator, left, right };
  }

  /** An operand, or brackets around an operand or a sum. */
  private term(): WrittenSetValue {
    if (!this.skipSymbol("(")) return this.noted(this.operand());
    const value = this.nested(() => this.setValue());
    this.takeSymbol(")");
    return value;
  }

  private noted(operand: WrittenOperand): WrittenOperand {
    if (operand.kind !== "function") return operand;
    if (!Object.hasOwn(UPDATE_FUNCTIONS, operand.name)) this.unknownFunction ??= operand.name;
    operand.operands.forEach((inner) => this.noted(inner));
    return operand;
  }
}
