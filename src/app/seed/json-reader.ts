/**
 * Reading a JSON file strictly: every member is named and typed, an unknown one is refused, and a complaint says where by its path.
 */
import { ConfigError } from "../../kit/errors.ts";

/** An object that is being read: its members are taken by name, and none may be left over. */
export class JsonObject {
  readonly path: string;
  private readonly members: ReadonlyMap<string, unknown>;
  private readonly taken = new Set<string>();

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw complaint(path, "must be an object");
    this.path = path;
    this.members = new Map(Object.entries(value));
  }

  private take(name: string): { readonly value: unknown; readonly path: string } {
    this.taken.add(name);
    return { value: this.members.get(name), path: `${this.path}.${name}` };
  }

  /** Undefined when the member is not there. */
  optional<Value>(name: string, read: (value: unknown, path: string) => Value): Value | undefined {
    const { value, path } = this.take(name);
    return value === undefined ? undefined : read(value, path);
  }

  required<Value>(name: string, read: (value: unknown, path: string) => Value): Value {
    const { value, path } = this.take(name);
    if (value === undefined) throw complaint(path, "is missing");
    return read(value, path);
  }

  /** Empty when the member is not there. */
  list<Item>(name: string, read: (value: unknown, path: string) => Item): readonly Item[] {
    return (
      this.optional(name, (value, path) => {
        if (!Array.isArray(value)) throw complaint(path, "must be a list");
        return value.map((item, index) => read(item, `${path}[${index}]`));
      }) ?? []
    );
  }

  /** Every member, whatever its name; empty when the member itself is not there. */
  entries<Value>(name: string, read: (value: unknown, path: string) => Value): readonly (readonly [string, Value])[] {
    return (
      this.optional(name, (value, path) => {
        const object = new JsonObject(value, path);
        return [...object.members].map(([key, item]) => [key, read(item, `${path}.${key}`)] as const);
      }) ?? []
    );
  }

  /** @throws {ConfigError} when a member is there that nobody asked for */
  end(): void {
    for (const name of this.members.keys())
      if (!this.taken.has(name)) {
        const known = [...this.taken].join(", ");
        throw complaint(`${this.path}.${name}`, `is not known; known here: ${known}`);
      }
  }
}

export function complaint(path: string, what: string): ConfigError {
  return new ConfigError(`the seed file is wrong: ${path} ${what}`);
}

export function readText(value: unknown, path: string): string {
  if (typeof value !== "string" || value === "") throw complaint(path, "must be a text that is not empty");
  return value;
}

/** A text that must match; `form` says for people what that means. */
export function textOf(pattern: RegExp, form: string): (value: unknown, path: string) => string {
  return (value, path) => {
    const text = readText(value, path);
    if (!pattern.test(text)) throw complaint(path, `is ${JSON.stringify(text)}, which is not ${form}`);
    return text;
  };
}

export function readWholeNumber(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) throw complaint(path, "must be a whole number");
  return value as number;
}

/** A policy: an object, or its JSON as text. */
export function readDocument(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw complaint(path, "must be a policy: an object, or its JSON as text");
  return JSON.stringify(value);
}
