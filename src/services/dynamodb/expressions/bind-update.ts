/** A parsed update with this request's names and values in it, and the checks that need them. */
import type { AttributeValue } from "../values/attribute-value.ts";
import { typeOf } from "../values/attribute-value.ts";
import { immediateType } from "./bind-condition.ts";
import { refuseOverlaps } from "./document-path.ts";
import { UPDATE_FUNCTIONS } from "./parse-update.ts";
import type { Placeholders } from "./placeholders.ts";
import { problem } from "./problem.ts";
import type {
  BoundOperand,
  BoundSetValue,
  BoundUpdate,
  WrittenOperand,
  WrittenSetValue,
  WrittenUpdate,
} from "./syntax.ts";

export function bindUpdate(update: WrittenUpdate, placeholders: Placeholders): BoundUpdate {
  const bound: BoundUpdate = update.map((action) => {
    const path = placeholders.path(action.path);
    switch (action.kind) {
      case "set":
        return { kind: "set", path, value: bindSetValue(action.value, placeholders) };
      case "remove":
        return { kind: "remove", path };
      default:
        return { kind: action.kind, path, value: placeholders.value(action.value) };
    }
  });
  refuseOverlaps(bound.map(({ path }) => path));
  for (const action of bound) {
    if (action.kind === "add" || action.kind === "delete") checkClauseValue(action.kind, action.value);
    else if (action.kind === "set") checkSetValue(action.value);
  }
  return bound;
}

function bindSetValue(value: WrittenSetValue, placeholders: Placeholders): BoundSetValue {
  if (value.kind !== "sum") return bindOperand(value, placeholders);
  return {
    kind: "sum",
    operator: value.operator,
    left: bindOperand(value.left, placeholders),
    right: bindOperand(value.right, placeholders),
  };
}

function bindOperand(operand: WrittenOperand, placeholders: Placeholders): BoundOperand {
  switch (operand.kind) {
    case "path":
      return { kind: "path", path: placeholders.path(operand.path) };
    case "value":
      return { kind: "value", value: placeholders.value(operand.value) };
    case "function": {
      const operands = operand.operands.map((inner) => bindOperand(inner, placeholders));
      return { kind: "function", name: operand.name, operands };
    }
  }
}

function checkSetValue(value: BoundSetValue): void {
  if (value.kind !== "sum") return checkFunction(value);
  for (const operand of [value.left, value.right]) {
    checkFunction(operand);
    refuseType(value.operator, operand, "N");
  }
}

function checkFunction(operand: BoundOperand): void {
  if (operand.kind !== "function") return;
  const { name, operands } = operand;
  operands.forEach(checkFunction);
  if (operands.length !== UPDATE_FUNCTIONS[name]) {
    throw problem(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === "list_append") operands.forEach((inner) => refuseType(name, inner, "L"));
  else if (operands[0]?.kind !== "path")
    throw problem(`Operator or function requires a document path; operator or function: ${name}`);
}

function refuseType(name: string, operand: BoundOperand, wanted: string): void {
  const type = immediateType(operand);
  if (type === undefined || type === wanted) return;
  throw problem(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

// AWS: this message names types in full.
const TYPE_WORDS: Readonly<Record<string, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};

function checkClauseValue(kind: "add" | "delete", value: AttributeValue): void {
  const type = typeOf(value);
  const word = TYPE_WORDS[type];
  if (word === undefined || (kind === "add" && type === "N")) return;
  throw problem(
    `Incorrect operand type for operator or function; operator: ${kind.toUpperCase()}, operand type: ${word}`,
  );
}
