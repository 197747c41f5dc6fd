/** `dynamodb:LeadingKeys`: the values of the partition key that a request names, as texts. Undefined when it names none, as Scan does. */
import type { ItemMembers } from "./access.ts";
import { namedItems } from "./access.ts";
import { bindCondition } from "./expressions/bind-condition.ts";
import { keyTests, type KeyTests, legacyKeyTests } from "./expressions/key-condition.ts";
import type { LegacyCondition } from "./expressions/legacy-conditions.ts";
import { parsedCondition } from "./expressions/parsed.ts";
import { Placeholders } from "./expressions/placeholders.ts";
import { ExpressionProblem } from "./expressions/problem.ts";
import { EXPRESSION_BYTES_MAX } from "./limits.ts";
import type { TableRecord } from "./records.ts";
import { type AttributeValue, attributeOf, itemOf, typeOf } from "./values/attribute-value.ts";

export function leadingKeys(record: TableRecord, parts: readonly ItemMembers[]): readonly string[] | undefined {
  const values = parts.flatMap((part) => [...ofItems(record, part), ...ofQuery(record, part)]);
  return values.length === 0 ? undefined : [...new Set(values)];
}

function ofItems({ keys }: TableRecord, part: ItemMembers): readonly string[] {
  return namedItems([part]).flatMap((item) => keys.partition.flatMap((name) => textOf(attributeOf(item, name))));
}

function ofQuery(record: TableRecord, part: ItemMembers): readonly string[] {
  const tests = testsOf(part);
  if (tests === undefined) return [];
  const index = record.indexes.find(({ name }) => name === part.IndexName);
  const { partition } = index?.keys ?? record.keys;
  return partition.flatMap((name) => textOf(tests.get(name)?.values[0]));
}

/** Undefined for what is no query, or none that makes sense: it is refused later. */
function testsOf(part: ItemMembers): KeyTests | undefined {
  const { KeyConditionExpression: text, KeyConditions: legacy, ExpressionAttributeValues: values } = part;
  try {
    if (legacy !== undefined) return legacyKeyTests(legacy as Readonly<Record<string, LegacyCondition>>);
    if (text === undefined || text.length > EXPRESSION_BYTES_MAX) return undefined;
    const placeholders = new Placeholders(
      part.ExpressionAttributeNames,
      values === undefined ? undefined : itemOf(values),
    );
    return keyTests(bindCondition(parsedCondition(text), placeholders));
  } catch (cause) {
    if (cause instanceof ExpressionProblem) return undefined;
    throw cause;
  }
}

function textOf(value: AttributeValue | undefined): readonly string[] {
  if (value === undefined || Object.keys(value).length !== 1) return [];
  const type = typeOf(value);
  return type === "S" || type === "N" || type === "B" ? [String(value[type])] : [];
}
