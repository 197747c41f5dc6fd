/**
 * Reads the types of JSON values straight from text, without building the values: `1` and `1.0` stay different, large whole numbers lose
 * nothing, and a value that the sample cuts off is told apart from one that is wrong.
 *
 * By design: whole numbers are always bigint. AWS answers `int` for small ones, which fails on the first larger value outside the sample.
 */
import { JSON_DEPTH_MAX } from "../limits.ts";
import { fitsBigint } from "./csv-schema.ts";
import { BIGINT, BOOLEAN, type DataType, DOUBLE, mergeTypes, STRING, UNKNOWN } from "./data-type.ts";

/** Why reading stopped: the text is over in the middle of a value, or is not JSON. */
export type JsonStop = "cut" | "malformed";

export class JsonTypeReader {
  readonly text: string;
  position = 0;
  stopped: JsonStop | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character that is not white space, not taken. Undefined at the end. */
  peek(): string | undefined {
    const { text } = this;
    for (; this.position < text.length; this.position += 1) {
      const character = text[this.position];
      if (character !== " " && character !== "\n" && character !== "\r" && character !== "\t") return character;
    }
    return undefined;
  }

  stop(): undefined {
    this.stopped ??= this.position >= this.text.length ? "cut" : "malformed";
    return undefined;
  }

  /** The type of the value here; undefined when it stopped. */
  value(depth = 0): DataType | undefined {
    const character = this.peek();
    if (depth > JSON_DEPTH_MAX) this.stopped = "malformed";
    if (character === undefined || depth > JSON_DEPTH_MAX) return this.stop();
    if (character === "{") return this.object(depth);
    if (character === "[") return this.array(depth);
    if (character === '"') return this.string() === undefined ? undefined : STRING;
    return this.word();
  }

  object(depth: number): DataType | undefined {
    const fields = new Map<string, DataType>();
    this.position += 1;
    if (this.peek() === "}") return this.closed({ kind: "struct", fields });
    for (;;) {
      if (this.peek() !== '"') return this.stop();
      const name = this.string();
      if (name === undefined || this.peek() !== ":") return this.stop();
      this.position += 1;
      const type = this.value(depth + 1);
      if (type === undefined) return undefined;
      fields.set(name, mergeTypes(fields.get(name) ?? UNKNOWN, type));
      const next = this.peek();
      if (next === "}") return this.closed({ kind: "struct", fields });
      if (next !== ",") return this.stop();
      this.position += 1;
    }
  }

  array(depth: number): DataType | undefined {
    let element: DataType = UNKNOWN;
    this.position += 1;
    if (this.peek() === "]") return this.closed({ kind: "array", element });
    for (;;) {
      const type = this.value(depth + 1);
      if (type === undefined) return undefined;
      element = mergeTypes(element, type);
      const next = this.peek();
      if (next === "]") return this.closed({ kind: "array", element });
      if (next !== ",") return this.stop();
      this.position += 1;
    }
  }

  closed(type: DataType): DataType {
    this.position += 1;
    return type;
  }

  /** The decoded text of a string. */
  string(): string | undefined {
    const start = this.position;
    let end = start + 1;
    for (; this.text[end] !== '"'; end += this.text[end] === "\\" ? 2 : 1) {
      if (end >= this.text.length) {
        this.position = this.text.length;
        return this.stop();
      }
    }
    this.position = end + 1;
    const raw = this.text.slice(start + 1, end);
    return raw.includes("\\") ? this.unescaped(start, end) : raw;
  }

  unescaped(start: number, end: number): string | undefined {
    try {
      return JSON.parse(this.text.slice(start, end + 1)) as string;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.stopped = "malformed";
      return undefined;
    }
  }

  /** A number, `true`, `false` or `null`. At the end of a cut text even a whole word may go on. */
  word(): DataType | undefined {
    const start = this.position;
    while (/[-+.0-9A-Za-z]/.test(this.text[this.position] ?? "")) this.position += 1;
    const word = this.text.slice(start, this.position);
    if (this.position >= this.text.length) return this.stop();
    if (word === "true" || word === "false") return BOOLEAN;
    if (word === "null") return UNKNOWN;
    if (/^-?(?:0|[1-9]\d*)$/.test(word)) return word.length < 21 && fitsBigint(word) ? BIGINT : DOUBLE;
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return DOUBLE;
    this.position = start;
    return this.stop();
  }
}
