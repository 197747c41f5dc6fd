/** Reads `(format = 'PARQUET', partitioned_by = ARRAY['a'], bucket_count = 4)` of CREATE TABLE AS and UNLOAD. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { PropertyValue, WithProperties } from "../statement.ts";
import type { Expression } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { parseName } from "./parser-context.ts";

export function parseWithProperties(context: ParserContext): WithProperties {
  const { cursor } = context;
  const properties: Record<string, PropertyValue> = {};
  cursor.expect("(");
  do {
    const name = parseName(context);
    cursor.expect("=");
    const key = name.text.toLowerCase();
    if (Object.hasOwn(properties, key)) throw sqlErrorAt("SYNTAX_ERROR", name, `Duplicate property: ${key}`);
    properties[key] = valueOf(context.parseExpression(context));
  } while (cursor.accept(","));
  cursor.expect(")");
  return properties;
}

function valueOf(expression: Expression): PropertyValue {
  switch (expression.kind) {
    case "string":
    case "boolean":
      return expression.value;
    case "integer":
    case "decimal":
    case "double":
      return Number(expression.text);
    case "negate": {
      const value = valueOf(expression.operand);
      if (typeof value === "number") return -value;
      break;
    }
    case "array":
      return expression.items.map(valueOf);
    default:
  }
  throw sqlErrorAt("SYNTAX_ERROR", expression, "Table property must be a constant");
}
