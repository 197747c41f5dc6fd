/** BatchGetItem. */
import type { ConsumedCapacity, KeysAndAttributes } from "@aws-sdk/client-dynamodb";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { batchAccess } from "../access.ts";
import type { Dynamodb, DynamodbOperation } from "../dynamodb.ts";
import { plainly, validation } from "../errors.ts";
import { project } from "../expressions/project.ts";
import type { Projection } from "../expressions/syntax.ts";
import { ConsumedUnits, readUnits } from "../items/capacity.ts";
import { readItem } from "../items/read-item.ts";
import { shownItems } from "../items/stored-item.ts";
import { BATCH_GET_BYTES_MAX, BATCH_GET_KEYS_MAX } from "../limits.ts";
import { checkMembers, type MemberRule } from "../requests/constraints.ts";
import { projectionRequest } from "../requests/key-request.ts";
import { ATTRIBUTES_TO_GET, CONSUMED_CAPACITY } from "../requests/member-rules.ts";
import { checkedItem } from "../requests/write-request.ts";
import { type TablePlace, tablePlace } from "../scope.ts";
import type { Item } from "../values/attribute-value.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  { member: "RequestItems", isRequired: true, each: [{ member: "Keys", isRequired: true }, ATTRIBUTES_TO_GET] },
];

/**
 * Reads up to 100 items by their keys, from several tables. Answers with as many as fit into 16 MB and gives the other keys back.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html (read 2026-11-29)
 */
export const batchGetItem: DynamodbOperation<"BatchGetItem"> = {
  validate(input) {
    checkMembers(input, RULES);
    checkCounts(input.RequestItems ?? {});
  },
  access: (input, context) =>
    Object.entries(input.RequestItems ?? {}).map(([table, { Keys: keys = [], ...asked }]) => {
      const { ReturnConsumedCapacity } = input;
      const parts = keys.map((Key) => ({ ...asked, Key, ReturnConsumedCapacity }));
      return batchAccess("BatchGetItem", { table, parts }, context);
    }),
  async handle(input, context, { records, tables }) {
    const requests = Object.entries(input.RequestItems ?? {}).map(([name, request]) =>
      tableRequest(name, request, context),
    );
    return records.read((reader) => {
      const batch = new Batch(input.ReturnConsumedCapacity);
      for (const request of requests) batch.read(reader, tables, request);
      return batch.answer();
    });
  },
};

// AWS: in the words of its newer framework (captured 2026-09-20).
function checkCounts(requests: Readonly<Record<string, KeysAndAttributes>>): void {
  const constraint = (member: string, rule: string): Error =>
    validation(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ${rule}`,
    );
  const entries = Object.entries(requests);
  if (entries.length === 0) throw constraint("RequestItems", "greater than or equal to 1");
  for (const [name, { Keys: keys = [] }] of entries) {
    const member = `RequestItems.${name}.member.Keys`;
    if (keys.length === 0) throw constraint(member, "greater than or equal to 1");
    if (keys.length > BATCH_GET_KEYS_MAX) throw constraint(member, `less than or equal to ${BATCH_GET_KEYS_MAX}`);
  }
  const total = entries.reduce((sum, [, { Keys: keys = [] }]) => sum + keys.length, 0);
  if (total > BATCH_GET_KEYS_MAX) throw validation("Too many items requested for the BatchGetItem call");
}

interface TableRequest {
  readonly name: string;
  readonly place: TablePlace;
  readonly keys: readonly Item[];
  readonly projection: Projection | undefined;
  readonly isConsistent: boolean;
  readonly asked: KeysAndAttributes;
}

function tableRequest(name: string, asked: KeysAndAttributes, context: RequestContext): TableRequest {
  const projection = projectionRequest(asked, plainly);
  const keys = (asked.Keys ?? []).map((key) => checkedItem(key, plainly));
  const texts = new Set(keys.map(keyText));
  if (texts.size < keys.length) throw validation("Provided list of item keys contains duplicates");
  return {
    name,
    place: tablePlace(context, name),
    keys,
    projection,
    isConsistent: asked.ConsistentRead === true,
    asked,
  };
}

/** The same for equal keys, however their attributes are ordered. */
export function keyText(key: Item): string {
  return JSON.stringify(Object.entries(key).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

class Batch {
  private readonly asked: string | undefined;
  private readonly responses: Record<string, Record<string, never>[]> = {};
  private readonly unprocessed: Record<string, KeysAndAttributes> = {};
  private readonly capacities: ConsumedCapacity[] = [];
  private bytes = 0;

  constructor(asked: string | undefined) {
    this.asked = asked;
  }

  read(reader: Reader, tables: Dynamodb["tables"], request: TableRequest): void {
    const table = tables.get(reader, request.place);
    const units = new ConsumedUnits(request.name);
    const texts: string[] = [];
    const left: Item[] = [];
    for (const key of request.keys) {
      const found = readItem(reader, table, key);
      const size = found?.size ?? 0;
      if (this.bytes + size > BATCH_GET_BYTES_MAX) {
        left.push(key);
        continue;
      }
      this.bytes += size;
      units.addTable(readUnits(size, request.isConsistent ? "strong" : "eventual"));
      if (found === undefined) continue;
      const { projection } = request;
      texts.push(projection === undefined ? found.text : JSON.stringify(project(found.item, projection)));
    }
    this.responses[request.name] = shownItems(texts);
    if (left.length > 0)
      this.unprocessed[request.name] = { ...request.asked, Keys: shownItems(left.map((key) => JSON.stringify(key))) };
    const capacity = units.shown(this.asked);
    if (capacity !== undefined) this.capacities.push(capacity);
  }

  answer(): {
    readonly Responses: Record<string, Record<string, never>[]>;
    readonly UnprocessedKeys: Record<string, KeysAndAttributes>;
    readonly ConsumedCapacity?: ConsumedCapacity[];
  } {
    return {
      Responses: this.responses,
      UnprocessedKeys: this.unprocessed,
      ...(this.capacities.length === 0 ? {} : { ConsumedCapacity: this.capacities }),
    };
  }
}
