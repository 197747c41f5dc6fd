/** Projection expressions: document paths with commas between them. */
import { OperandParser } from "./parse-operand.ts";
import type { WrittenProjection } from "./syntax.ts";

export function parseProjection(text: string): WrittenProjection {
  const parser = new OperandParser(text);
  const paths = parser.list(() => parser.path());
  parser.end();
  parser.refuseReserved();
  return paths;
}
