/**
 * JSON text to values, with what `JSON.parse` loses: exact numbers, the order of members, and names that come twice. Numbers without fraction and exponent are integers, others
 * decimals.
 */
import { JSON_LEVELS_MAX } from "../select-limits.ts";
import { selectError } from "../select-error.ts";
import { parseDecimal } from "../values/decimal.ts";
import { isInt64, Struct, type Value } from "../values/value.ts";

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPED_OR_CONTROL = /[\\\u0000-\u001f]/;

/** @throws {JSONParsingError} 400 for what is not exactly one value */
export function parseJson(text: string): Value {
  const parser = new JsonParser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(level: number): Value {
    this.#skipSpace();
    switch (this.#text.charAt(this.#at)) {
      case "{":
        return this.#struct(this.#deeper(level));
      case "[":
        return this.#list(this.#deeper(level));
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw selectError("JSONParsingError");
  }

  #deeper(level: number): number {
    if (level >= JSON_LEVELS_MAX)
      throw selectError("JSONParsingError", `The JSON is nested more than ${JSON_LEVELS_MAX} levels deep.`);
    this.#at += 1;
    return level + 1;
  }

  #skipSpace(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#accept(character)) throw selectError("JSONParsingError");
  }

  #struct(level: number): Struct {
    const names: string[] = [];
    const values: Value[] = [];
    if (this.#accept("}")) return new Struct(names, values);
    do {
      this.#skipSpace();
      names.push(this.#string());
      this.#expect(":");
      values.push(this.value(level));
    } while (this.#accept(","));
    this.#expect("}");
    return new Struct(names, values);
  }

  #list(level: number): Value[] {
    const values: Value[] = [];
    if (this.#accept("]")) return values;
    do values.push(this.value(level));
    while (this.#accept(","));
    this.#expect("]");
    return values;
  }

  #string(): string {
    const start = this.#at;
    if (this.#text.charAt(start) !== '"') throw selectError("JSONParsingError");
    const end = endOfString(this.#text, start + 1);
    if (end === -1) throw selectError("JSONParsingError");
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    if (!ESCAPED_OR_CONTROL.test(inner)) return inner;
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      throw selectError("JSONParsingError");
    }
  }

  #word<Constant>(word: string, value: Constant): Constant {
    if (!this.#text.startsWith(word, this.#at)) throw selectError("JSONParsingError");
    this.#at += word.length;
    return value;
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined) throw selectError("JSONParsingError");
    this.#at += text.length;
    if (text.length < 40 && /^-?\d+$/.test(text)) {
      const value = BigInt(text);
      // `-0` is no integer of its own.
      if (isInt64(value)) return value;
    }
    const decimal = parseDecimal(text);
    if (decimal === undefined) throw selectError("JSONParsingError", "The JSON has a number of more than 38 digits.");
    return decimal;
  }
}

/** Where the closing quotation mark stands, from behind the opening one on; -1 where there is none. */
export function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c && end - 1 - backslashes >= from) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}
