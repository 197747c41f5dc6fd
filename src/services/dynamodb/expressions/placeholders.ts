/**
 * What `#` and `:` placeholders of one request stand for, and which of them its expressions used: AWS refuses those that nobody needs.
 */
import { type AttributeValue, attributeOf, type Item } from "../values/attribute-value.ts";
import { problem } from "./problem.ts";
import type { Path, WrittenPath } from "./syntax.ts";

export type AttributeNames = Readonly<Record<string, string>>;

export class Placeholders {
  private readonly names: AttributeNames | undefined;
  private readonly values: Item | undefined;
  private usedNames: Set<string> | undefined;
  private usedValues: Set<string> | undefined;

  constructor(names: AttributeNames | undefined, values: Item | undefined) {
    this.names = names;
    this.values = values;
  }

  path(written: WrittenPath): Path {
    return written.map((step) => {
      if ("index" in step) return step.index;
      return "name" in step ? step.name : this.nameOf(step.alias);
    }) as unknown as Path;
  }

  value(name: string): AttributeValue {
    const value = this.values === undefined ? undefined : attributeOf(this.values, name);
    if (value === undefined) {
      throw problem(`An expression attribute value used in expression is not defined; attribute value: ${name}`);
    }
    (this.usedValues ??= new Set()).add(name);
    return value;
  }

  private nameOf(alias: string): string {
    const { names } = this;
    const name = names !== undefined && Object.hasOwn(names, alias) ? names[alias] : undefined;
    if (name === undefined) {
      throw problem(`An expression attribute name used in the document path is not defined; attribute name: ${alias}`);
    }
    (this.usedNames ??= new Set()).add(alias);
    return name;
  }

  /** The first kind of placeholders that nobody used, in AWS's words. */
  unused(): string | undefined {
    return (
      unusedOf("ExpressionAttributeNames", this.names, this.usedNames) ??
      unusedOf("ExpressionAttributeValues", this.values, this.usedValues)
    );
  }
}

function unusedOf(
  parameter: string,
  given: object | undefined,
  used: ReadonlySet<string> | undefined,
): string | undefined {
  if (given === undefined) return undefined;
  const unused = Object.keys(given).filter((name) => used?.has(name) !== true);
  return unused.length === 0
    ? undefined
    : `Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`;
}
