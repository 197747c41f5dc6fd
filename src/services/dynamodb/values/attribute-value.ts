/**
 * An item as Lakebed works on it: DynamoDB's own JSON, as it stands on the wire and on disk. Binary is base64 text there, so equal values are equal texts, and
 * an answer is a piece of what was stored. The protocol layer has checked the form (`protocol/json/attribute-value.ts`); what a value may be is `check-value.ts`.
 *
 * Names of attributes are the client's, so items are read and written through `attributeOf` and `setAttribute`: `constructor` and `__proto__` are names too.
 */
import { InvariantError } from "../../../runtime/assert.ts";

export type AttributeType = "S" | "N" | "B" | "SS" | "NS" | "BS" | "BOOL" | "NULL" | "L" | "M";

/** Exactly one member is there, once a value is checked. */
export interface AttributeValue {
  readonly S?: string;
  /** A decimal in plain notation, canonical. */
  readonly N?: string;
  /** Base64. */
  readonly B?: string;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

export interface Item {
  readonly [name: string]: AttributeValue;
}

/** Types of keys. */
export type ScalarType = "S" | "N" | "B";

/** The one type of a checked value. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new InvariantError("an attribute value has no type");
}

/** The attribute, or undefined when the item has none of that name. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** An item under construction. */
export type ItemDraft = Record<string, AttributeValue>;

export function setAttribute(draft: ItemDraft, name: string, value: AttributeValue): void {
  if (name === "__proto__") Object.defineProperty(draft, name, { value, ...PLAIN });
  else draft[name] = value;
}

const PLAIN = { writable: true, enumerable: true, configurable: true };

/** What the SDK's types call a map of attribute values; on our side of the wire form it is an item. */
export function itemOf(map: object): Item {
  return map as Item;
}

export function valueOf(value: object): AttributeValue {
  return value as AttributeValue;
}
