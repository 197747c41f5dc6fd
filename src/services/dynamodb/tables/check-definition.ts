/**
 * What a table and its indexes may look like: AWS's rules on key schemas, attribute definitions, projections, names and numbers of indexes, in AWS's order and words.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html (read 2026-11-29); order and words as recorded in dynalite's and Parity's suites
 */
import type { KeySchemaElement, Projection } from "@aws-sdk/client-dynamodb";
import { invalidValues, validation } from "../errors.ts";
import { PROJECTED_ATTRIBUTES_MAX } from "../limits.ts";
import type { KeyAttributes } from "../records.ts";

/** Keys of a global index. AWS: up to four of each kind since November 2025. */
const GLOBAL_KEYS_MAX = 4;

export interface IndexDefinition {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: readonly KeySchemaElement[] | undefined;
  readonly Projection?: Projection | undefined;
}

const nameOf = ({ AttributeName }: KeySchemaElement): string => AttributeName ?? "";

/** @throws {ServiceError} ValidationException */
export function checkTableKeys(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  if (schema.length > defined.length)
    throw validation("Invalid KeySchema: Some index key attribute have no definition");
  checkKeySchema(schema, defined);
}

/** @throws {ServiceError} ValidationException */
export function checkKeySchema(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const names = schema.map(nameOf);
  if (names.some((name) => !defined.includes(name))) {
    throw invalidValues(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  const [first, second] = schema;
  if (schema.length === 2 && names[0] === names[1])
    throw validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (first?.KeyType !== "HASH")
    throw validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (schema.length === 2 && second?.KeyType !== "RANGE")
    throw validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
}

/** Of a global index, whose keys may be several attributes each. */
function checkGlobalKeySchema(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const { partition, sort } = keyAttributes(schema);
  if (partition.length <= 1 && sort.length <= 1) return checkKeySchema(schema, defined);
  const names = schema.map(nameOf);
  const isOrdered = schema.findIndex(({ KeyType }) => KeyType === "RANGE");
  if (names.some((name) => !defined.includes(name))) return checkKeySchema(schema, defined);
  if (new Set(names).size < names.length)
    throw invalidValues("Some index key attributes are named more than once in the KeySchema");
  if (isOrdered >= 0 && schema.slice(isOrdered).some(({ KeyType }) => KeyType === "HASH"))
    throw validation("Invalid KeySchema: All HASH key types must come before the RANGE key types");
  if (partition.length === 0) throw validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (partition.length > GLOBAL_KEYS_MAX || sort.length > GLOBAL_KEYS_MAX)
    throw invalidValues(`A KeySchema may have at most ${GLOBAL_KEYS_MAX} HASH and ${GLOBAL_KEYS_MAX} RANGE key types`);
}

export function keyAttributes(schema: readonly KeySchemaElement[]): KeyAttributes {
  const ofType = (type: string): string[] => schema.filter(({ KeyType }) => KeyType === type).map(nameOf);
  return { partition: ofType("HASH"), sort: ofType("RANGE") };
}

/** @throws {ServiceError} ValidationException */
export function checkLocalIndex(
  index: IndexDefinition,
  { table, defined }: { readonly table: KeyAttributes; readonly defined: readonly string[] },
): void {
  const { IndexName: name = "", KeySchema: schema = [] } = index;
  checkKeySchema(schema, defined);
  if (schema.length !== 2) throw invalidValues(`Index KeySchema does not have a range key for index: ${name}`);
  const [hash] = schema.map(nameOf);
  const [tableHash] = table.partition;
  if (hash !== tableHash) {
    throw invalidValues(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${hash}, table hash key: ${tableHash}`,
    );
  }
  checkProjection(index);
}

/** @throws {ServiceError} ValidationException */
export function checkGlobalIndex(index: IndexDefinition, defined: readonly string[]): void {
  checkGlobalKeySchema(index.KeySchema ?? [], defined);
  checkProjection(index);
}

function checkProjection({ Projection: projection, IndexName: name }: IndexDefinition): void {
  const { ProjectionType: type, NonKeyAttributes: attributes } = projection ?? {};
  if (type === undefined) throw invalidValues("Unknown ProjectionType: null");
  if (type !== "INCLUDE" && attributes !== undefined)
    throw invalidValues(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (type === "INCLUDE" && (attributes === undefined || attributes.length === 0))
    throw invalidValues(`ProjectionType is ${type}, but NonKeyAttributes is not specified`);
  if (attributes !== undefined && new Set(attributes).size < attributes.length)
    throw invalidValues(`Duplicate NonKeyAttributes are specified for index: ${name}`);
}

/** Names are one's own, and what INCLUDE names is counted over all indexes. @throws {ServiceError} ValidationException */
export function checkIndexNames(indexes: readonly IndexDefinition[]): void {
  const seen = new Set<string>();
  for (const { IndexName: name = "" } of indexes) {
    if (seen.has(name)) throw invalidValues(`Duplicate index name: ${name}`);
    seen.add(name);
  }
  const included = indexes.reduce((sum, { Projection: p }) => sum + (p?.NonKeyAttributes?.length ?? 0), 0);
  if (included > PROJECTED_ATTRIBUTES_MAX) {
    throw invalidValues(
      `The number of attributes projected into all of the secondary indexes exceeds the limit of ${PROJECTED_ATTRIBUTES_MAX}`,
    );
  }
}

/** Every definition is a key of something. @throws {ServiceError} ValidationException */
export function refuseUnusedDefinitions(
  defined: readonly string[],
  schemas: readonly (readonly KeySchemaElement[])[],
): void {
  const used = new Set(schemas.flat().map(nameOf));
  if (defined.every((name) => used.has(name)) && defined.length === used.size) return;
  if (schemas.length === 1) {
    throw invalidValues(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  throw invalidValues(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}
