/** Numbers and Ion literals. Numbers without fraction and exponent are integers of 64 bits, others are decimals, as in PartiQL. */
import { selectError } from "../select-error.ts";
import { parseDecimal } from "../values/decimal.ts";
import { isInt64 } from "../values/value.ts";
import { parseTimestamp } from "../values/timestamp.ts";
import type { Literal } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

/** Takes the number. @throws {IntegerOverflow} 400  @throws {LexerInvalidLiteral} 400 beyond 38 digits */
export function parseNumber(reader: TokenReader, sign: "" | "-"): Literal {
  const text = sign + reader.advance().value;
  if (!/[.eE]/.test(text)) {
    if (text.length > 40) throw selectError("IntegerOverflow");
    const value = BigInt(text);
    if (!isInt64(value)) throw selectError("IntegerOverflow");
    return value;
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw selectError("LexerInvalidLiteral");
  return decimal;
}

/** Timestamps, numbers, strings, booleans and null; Ion's other literals are refused. @throws {LexerInvalidIONLiteral} 400 */
export function parseIon(source: string): Literal {
  const text = source.trim();
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d+$/.test(text) && text.length <= 20 && isInt64(BigInt(text))) return BigInt(text);
  if (/^-?\d+(?:\.\d*)?e[+-]?\d+$/i.test(text)) return Number(text);
  if (/^-?\d+\.\d*(?:d[+-]?\d+)?$/i.test(text)) {
    const decimal = parseDecimal(text.replace(/d/i, "e"));
    if (decimal !== undefined) return decimal;
  }
  const plain = /^"([^"\\]*)"$/.exec(text)?.[1];
  if (plain !== undefined) return plain;
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined) throw selectError("LexerInvalidIONLiteral");
  return timestamp;
}
