/**
 * JSON as AWS reads policies: an object must not name a key twice, nesting and size are bounded. `JSON.parse` keeps the last of two equal keys in
 * silence, which would hide half of a policy, so policies have a reader of their own. Numbers and booleans become the strings that they are
 * written as, because the policy language has no other scalars.
 */
import { PolicySyntaxError } from "./policy-syntax-error.ts";

export type PolicyJson = string | readonly PolicyJson[] | PolicyJsonObject;
export type PolicyJsonObject = ReadonlyMap<string, PolicyJson>;

/** Nesting: a policy needs 5 levels (document, statements, statement, condition, operator, values). */
const DEPTH_MAX = 12;
/** Characters. The largest policies of AWS are KMS key policies and S3 bucket policies, 32 KiB and 20 KiB. */
const TEXT_CHARS_MAX = 131_072;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** A string of the text that is a value: `Statement[0].Principal.AWS`, what it says, and where its quotes begin and end. */
export interface StringPlace {
  readonly path: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * `onString` is told of every value that is a string, in the order of the text.
 * @throws {PolicySyntaxError} when the text is not JSON, names a key twice, is too deep or too long
 */
export function readPolicyJson(text: string, complaint: string, onString?: (place: StringPlace) => void): PolicyJson {
  if (text.length > TEXT_CHARS_MAX) throw new PolicySyntaxError("", complaint);
  const reader = new Reader(text, complaint, onString);
  const value = reader.value(0, "");
  reader.end();
  return value;
}

class Reader {
  private at = 0;
  private readonly text: string;
  private readonly complaint: string;
  private readonly onString: ((place: StringPlace) => void) | undefined;

  constructor(text: string, complaint: string, onString: ((place: StringPlace) => void) | undefined) {
    this.text = text;
    this.complaint = complaint;
    this.onString = onString;
  }

  value(depth: number, path: string): PolicyJson {
    if (depth > DEPTH_MAX) this.fail(path);
    this.space();
    const first = this.text[this.at];
    if (first === "{") return this.object(depth, path);
    if (first === "[") return this.array(depth, path);
    if (first === '"') return this.stringValue(path);
    const scalar = this.take(SCALAR);
    if (scalar === undefined || scalar === "null") this.fail(path);
    return scalar;
  }

  end(): void {
    this.space();
    if (this.at !== this.text.length) this.fail("");
  }

  private object(depth: number, path: string): PolicyJsonObject {
    const members = new Map<string, PolicyJson>();
    this.at += 1;
    this.space();
    if (this.skip("}")) return members;
    for (;;) {
      this.space();
      const key = this.string(path);
      const memberPath = path === "" ? key : `${path}.${key}`;
      if (members.has(key)) this.fail(memberPath);
      this.space();
      if (!this.skip(":")) this.fail(memberPath);
      members.set(key, this.value(depth + 1, memberPath));
      this.space();
      if (this.skip("}")) return members;
      if (!this.skip(",")) this.fail(memberPath);
    }
  }

  private array(depth: number, path: string): readonly PolicyJson[] {
    const items: PolicyJson[] = [];
    this.at += 1;
    this.space();
    if (this.skip("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1, `${path}[${items.length}]`));
      this.space();
      if (this.skip("]")) return items;
      if (!this.skip(",")) this.fail(path);
    }
  }

  private stringValue(path: string): string {
    const start = this.at;
    const value = this.string(path);
    this.onString?.({ path, value, start, end: this.at });
    return value;
  }

  private string(path: string): string {
    const quoted = this.take(STRING);
    if (quoted === undefined) this.fail(path);
    return quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  }

  private space(): void {
    this.take(SPACE);
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private fail(path: string): never {
    throw new PolicySyntaxError(path, this.complaint);
  }
}
