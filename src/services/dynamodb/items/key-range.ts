/**
 * From a key condition to a range of keys in a store, by the rules of the table or index: equality on every partition key; on the sort keys equality from the first on, and one other
 * test on the last that is named.
 */
import type { Key, KeyPart, RangeQuery } from "../../../storage/record-store.ts";
import { invalidValues, validation } from "../errors.ts";
import type { KeyTest, KeyTests } from "../expressions/key-condition.ts";
import { type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { emptinessOf, type KeyAttribute, keyPart, type KeySchema, partitionPrefix } from "./item-key.ts";

/** Where to read, between two bounds. */
export type KeyRange = Pick<RangeQuery, "start" | "startBeyond" | "end" | "endWith">;

const INDEXABLE: ReadonlySet<string> = new Set(["EQ", "LT", "LE", "GT", "GE", "BEGINS_WITH", "BETWEEN"]);

/** @throws {ServiceError} ValidationException */
export function keyRange(store: string, schema: KeySchema, tests: KeyTests): KeyRange {
  checkTests(schema, tests);
  const partition = schema.partition.map(({ name }) => partOf(tests.get(name)));
  let fixed: Key = partitionPrefix(store, partition);
  for (const { name } of schema.sort) {
    const test = tests.get(name);
    if (test === undefined) break;
    if (test.operator !== "EQ") return boundsOf(fixed, test);
    fixed = [...fixed, partOf(test)];
  }
  // Nothing is asked of the sort keys, or each of them is given.
  return { start: fixed, endWith: fixed };
}

function partOf(test: KeyTest | undefined): KeyPart {
  const [value] = test?.values ?? [];
  return value === undefined ? null : keyPart(value);
}

function boundsOf(fixed: Key, { operator, values }: KeyTest): KeyRange {
  const [low, high] = values.map(keyPart);
  const at: Key = low === undefined ? fixed : [...fixed, low];
  switch (operator) {
    case "LT":
      return { start: fixed, end: at };
    case "LE":
      return { start: fixed, endWith: at };
    case "GT":
      return { startBeyond: at, endWith: fixed };
    case "GE":
      return { start: at, endWith: fixed };
    case "BETWEEN":
      return { start: at, endWith: high === undefined ? at : [...fixed, high] };
    default: {
      const after = low === undefined ? undefined : successor(low);
      return { start: at, ...(after === undefined ? { endWith: fixed } : { end: [...fixed, after] }) };
    }
  }
}

const LAST_CODE_POINT = 0x10ffff;

/** The first text or binary that does not begin with this one and sorts after it; undefined when there is none. */
function successor(part: KeyPart): KeyPart | undefined {
  if (typeof part === "string") {
    const points = Array.from(part, (character) => character.codePointAt(0) ?? 0);
    while (points.at(-1) === LAST_CODE_POINT) points.pop();
    const last = points.pop();
    if (last === undefined) return undefined;
    // Surrogates are no characters: behind U+D7FF comes U+E000.
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  const bytes = [...(part as Uint8Array)];
  while (bytes.at(-1) === 0xff) bytes.pop();
  const last = bytes.pop();
  return last === undefined ? undefined : Uint8Array.from([...bytes, last + 1]);
}

function checkTests(schema: KeySchema, tests: KeyTests): void {
  const missed = schema.partition.find(({ name }) => !tests.has(name));
  if (missed !== undefined) throw missedKey(missed);
  const sort = schema.sort.filter(({ name }) => tests.has(name));
  if (schema.partition.length + sort.length < tests.size) {
    const next = schema.sort.find(({ name }) => !tests.has(name));
    throw next === undefined ? validation("Query key condition not supported") : missedKey(next);
  }
  for (const attribute of schema.partition) checkTest(attribute, tests.get(attribute.name), true);
  sort.forEach((attribute, at) => {
    const before = schema.sort[at];
    if (before?.name !== attribute.name) throw missedKey(before ?? attribute);
    // Only the last of the sort keys that are named may be asked for a range.
    checkTest(attribute, tests.get(attribute.name), at < sort.length - 1);
  });
}

function missedKey({ name }: KeyAttribute): Error {
  return validation(`Query condition missed key schema element: ${name}`);
}

function checkTest({ name, type }: KeyAttribute, test: KeyTest | undefined, mustBeEqual: boolean): void {
  if (test === undefined) return;
  if (!INDEXABLE.has(test.operator)) throw validation("Attempted conditional constraint is not an indexable operation");
  for (const value of test.values) checkTestValue(name, type, value);
  if (mustBeEqual && test.operator !== "EQ") throw validation("Query key condition not supported");
}

function checkTestValue(name: string, type: string, value: AttributeValue): void {
  if (typeOf(value) !== type) throw invalidValues("Condition parameter type does not match schema type");
  const emptiness = emptinessOf(value);
  if (emptiness === undefined) return;
  throw validation(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${emptiness} value. Key: ${name}`,
  );
}
