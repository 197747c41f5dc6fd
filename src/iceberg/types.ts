/**
 * Iceberg's types and schemas in the form in which table metadata has them, and what follows from them: ids for new fields, the names of Avro's types.
 *
 * @see https://iceberg.apache.org/spec/#schemas-and-data-types and https://iceberg.apache.org/spec/#appendix-c-json-serialization
 */
import { IcebergError } from "./iceberg-error.ts";

export interface StructField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string | undefined;
}

export interface StructType {
  readonly type: "struct";
  readonly fields: readonly StructField[];
}

export interface ListType {
  readonly type: "list";
  readonly "element-id": number;
  readonly "element-required": boolean;
  readonly element: IcebergType;
}

export interface MapType {
  readonly type: "map";
  readonly "key-id": number;
  readonly key: IcebergType;
  readonly "value-id": number;
  readonly "value-required": boolean;
  readonly value: IcebergType;
}

/** A primitive's name as Iceberg spells it (`decimal(9, 2)`, `fixed[16]`), or a nested type. */
export type IcebergType = string | StructType | ListType | MapType;

export interface Schema extends StructType {
  readonly "schema-id": number;
  readonly "identifier-field-ids"?: readonly number[] | undefined;
}

const PRIMITIVE =
  /^(?:boolean|int|long|float|double|date|time|timestamp|timestamptz|string|uuid|binary|fixed\[\d+\]|decimal\(\d+, ?\d+\))$/;

export function isPrimitive(name: string): boolean {
  return PRIMITIVE.test(name);
}

/** How deep a schema may be nested. */
const DEPTH_MAX = 64;

/** The highest id of any field. */
export function lastColumnId({ fields }: StructType): number {
  return Math.max(0, ...fields.flatMap(({ id, type }) => [id, ...idsIn(type)]));
}

function idsIn(type: IcebergType): number[] {
  if (typeof type === "string") return [];
  if (type.type === "struct") return type.fields.flatMap((field) => [field.id, ...idsIn(field.type)]);
  if (type.type === "list") return [type["element-id"], ...idsIn(type.element)];
  return [type["key-id"], type["value-id"], ...idsIn(type.key), ...idsIn(type.value)];
}

/** Gives every field an id of its own, in the order of the specification: a level's fields before what is inside them. */
export function freshIds(fields: readonly StructField[]): StructField[] {
  let last = 0;
  const next = (): number => (last += 1);
  const ofFields = (all: readonly StructField[]): StructField[] => {
    const numbered = all.map((field) => ({ ...field, id: next() }));
    return numbered.map((field) => ({ ...field, type: ofType(field.type) }));
  };
  const ofType = (type: IcebergType): IcebergType => {
    if (typeof type === "string") return type;
    if (type.type === "struct") return { ...type, fields: ofFields(type.fields) };
    if (type.type === "list") {
      const elementId = next();
      return { ...type, "element-id": elementId, element: ofType(type.element) };
    }
    const [keyId, valueId] = [next(), next()];
    return { ...type, "key-id": keyId, key: ofType(type.key), "value-id": valueId, value: ofType(type.value) };
  };
  return ofFields(fields);
}

/** @throws {IcebergError} invalid for unknown types, doubled names and ids */
export function checkSchema(schema: StructType): void {
  checkFields(schema.fields, 0);
  const ids = schema.fields.flatMap(({ id, type }) => [id, ...idsIn(type)]);
  if (new Set(ids).size !== ids.length) throw new IcebergError("invalid", "a field id occurs more than once");
}

function checkFields(fields: readonly StructField[], depth: number): void {
  if (depth > DEPTH_MAX) throw new IcebergError("invalid", "the schema is nested too deep");
  const names = new Set(fields.map(({ name }) => name));
  if (names.size !== fields.length) throw new IcebergError("invalid", "a field name occurs more than once");
  for (const { name, type } of fields) {
    if (name === "") throw new IcebergError("invalid", "a field has no name");
    checkType(type, depth);
  }
}

function checkType(type: IcebergType, depth: number): void {
  if (typeof type === "string") {
    if (!isPrimitive(type)) throw new IcebergError("invalid", `there is no type ${type}`);
    return;
  }
  if (type.type === "struct") return checkFields(type.fields, depth + 1);
  if (depth > DEPTH_MAX) throw new IcebergError("invalid", "the schema is nested too deep");
  if (type.type === "list") return checkType(type.element, depth + 1);
  if (type.type !== "map") throw new IcebergError("invalid", "a nested type is a struct, a list or a map");
  checkType(type.key, depth + 1);
  checkType(type.value, depth + 1);
}
