/** The parts that all grammars share: document paths, placeholders of values, function calls. Also counts what an expression may have at most. */
import { EXPRESSION_DEPTH_MAX, EXPRESSION_OPERATORS_MAX, PATH_PARTS_MAX } from "../limits.ts";
import { problem } from "./problem.ts";
import { isReservedWord } from "./reserved-words.ts";
import type { WrittenOperand, WrittenPath, WrittenStep } from "./syntax.ts";
import { TokenReader } from "./tokens.ts";

/** Words that begin or join parts, and are never names. */
const WORDS: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]);

export class OperandParser extends TokenReader {
  private operators = 0;
  private depth = 0;
  /** The first reserved word that stands for a name. AWS reports it only when the whole text makes sense. */
  private reserved: string | undefined;

  /** Counts an operator or function. */
  countOperator(): void {
    this.operators += 1;
    if (this.operators > EXPRESSION_OPERATORS_MAX)
      throw problem(`The expression contains more than ${EXPRESSION_OPERATORS_MAX} operators and functions;`);
  }

  /** Parses something that stands in brackets or behind NOT. */
  nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > EXPRESSION_DEPTH_MAX)
      throw problem(`The expression is nested more than ${EXPRESSION_DEPTH_MAX} levels deep;`);
    const result = parse();
    this.depth -= 1;
    return result;
  }

  refuseReserved(): void {
    if (this.reserved !== undefined)
      throw problem(`Attribute name is a reserved keyword; reserved keyword: ${this.reserved}`);
  }

  end(): void {
    if (this.next.kind !== "end") throw this.syntaxError();
  }

  operand(): WrittenOperand {
    const { kind, text } = this.next;
    if (kind === "value") {
      this.take();
      return { kind: "value", value: text };
    }
    if (kind === "name" && this.peek(1).text === "(" && !WORDS.has(text.toUpperCase())) return this.functionCall();
    return { kind: "path", path: this.path() };
  }

  private functionCall(): WrittenOperand {
    this.countOperator();
    const name = this.take().text;
    this.takeSymbol("(");
    const operands = this.nested(() => this.list(() => this.bracketedOperand()));
    this.takeSymbol(")");
    return { kind: "function", name, operands };
  }

  /** An operand, in brackets or not. */
  bracketedOperand(): WrittenOperand {
    if (!this.skipSymbol("(")) return this.operand();
    const operand = this.nested(() => this.bracketedOperand());
    this.takeSymbol(")");
    return operand;
  }

  list<T>(parse: () => T): T[] {
    const parts = [parse()];
    while (this.skipSymbol(",")) parts.push(parse());
    return parts;
  }

  path(): WrittenPath {
    const steps: WrittenStep[] = [this.name()];
    for (;;) {
      if (this.skipSymbol(".")) steps.push(this.name());
      else if (this.skipSymbol("[")) {
        if (this.next.kind !== "number") throw this.syntaxError();
        const index = Number(this.take().text);
        this.takeSymbol("]");
        // AWS: an index is a 32-bit integer (assumed: nothing longer can be in an item).
        if (index > 0x7fffffff) throw problem("List index is not within the allowable range; index: [" + index + "]");
        steps.push({ index });
      } else break;
    }
    if (steps.length > PATH_PARTS_MAX) {
      throw problem(
        `The document path has too many nesting elements; nesting elements: ${steps.length}, maximum: ${PATH_PARTS_MAX}`,
      );
    }
    return steps;
  }

  private name(): WrittenStep {
    const { kind, text } = this.next;
    if (kind === "alias") {
      this.take();
      return { alias: text };
    }
    if (kind !== "name" || WORDS.has(text.toUpperCase())) throw this.syntaxError();
    this.take();
    if (this.reserved === undefined && isReservedWord(text)) this.reserved = text;
    return { name: text };
  }
}
