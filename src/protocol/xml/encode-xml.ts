/**
 * A value of a shape to XML text, as Smithy's XML traits bind them; the form of every XML answer (REST-XML, query,
 * EC2). It appends to one string instead of building nodes, because a page of 1,000 keys is 10,000 elements.
 *
 * @see https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings (read 2026-11-23)
 */
import type { ListShape, MapShape, Member, Shape, StructureShape, TimestampShape } from "../../model/shape.ts";
import { textWriter } from "../text-values.ts";
import { writeTimestamp } from "../timestamps.ts";
import { elementName } from "./decode-xml.ts";

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

// A control character is written as a reference: forbidden in XML 1.0 either way, but it keeps the document parseable
// as XML 1.1, and S3 answers so for keys that hold one. Carriage returns and exotic line ends would be normalised away.
const SPECIAL = /[&<>"\u0000-\u0008\u000B-\u001F\u0085\u2028\uFFFE\uFFFF]/g;
const HAS_SPECIAL = /[&<>"\u0000-\u0008\u000B-\u001F\u0085\u2028\uFFFE\uFFFF]/;
const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeXml(text: string): string {
  if (!HAS_SPECIAL.test(text)) return text;
  return text.replace(SPECIAL, (char) => NAMED[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

/** One element with character data. */
export function textElement(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/** The children that stand for a structure's members; `undefined` and `null` members are left out. */
export function encodeXmlMembers(members: readonly Member[], value: Readonly<Record<string, unknown>>): string {
  let xml = "";
  for (const member of members) {
    const inner = value[member.name];
    if (inner === undefined || inner === null || member.traits.xmlAttribute !== undefined) continue;
    xml += encodeMember(member, inner);
  }
  return xml;
}

/** A whole element for a structure: its attributes, namespace and members. */
export function encodeXmlStructure(
  name: string,
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  namespace: string,
): string {
  let attributes = namespace;
  for (const member of shape.members) {
    const inner = value[member.name];
    if (member.traits.xmlAttribute === undefined || inner === undefined || inner === null) continue;
    attributes += ` ${elementName(member)}="${escapeXml(textWriter(member.shape, "date-time")(inner))}"`;
  }
  return `<${name}${attributes}>${encodeXmlMembers(shape.members, value)}</${name}>`;
}

/** The `xmlns` attribute that the traits of a member or shape ask for, with a leading space; empty without one. */
export function namespaceAttribute(traits: Member["traits"]): string {
  const declared = traits.xmlNamespace as readonly [string | undefined, string] | undefined;
  if (declared === undefined) return "";
  const [prefix, uri] = declared;
  return prefix ? ` xmlns:${prefix}="${uri}"` : ` xmlns="${uri}"`;
}

function encodeMember(member: Member, value: unknown): string {
  const { shape } = member;
  const name = elementName(member);
  if (member.traits.xmlFlattened !== undefined) {
    if (shape.kind === "list") return encodeItems(shape, value as readonly unknown[], name);
    if (shape.kind === "map") return encodeEntries(shape, value as Readonly<Record<string, unknown>>, name);
  }
  return encodeElement(name, shape, value, namespaceAttribute(member.traits));
}

function encodeElement(name: string, shape: Shape, value: unknown, namespace: string): string {
  switch (shape.kind) {
    case "structure":
      return encodeXmlStructure(name, shape, value as Readonly<Record<string, unknown>>, namespace);
    case "list":
      return `<${name}${namespace}>${encodeItems(shape, value as readonly unknown[], elementNameOr(shape.element, "member"))}</${name}>`;
    case "map":
      return `<${name}${namespace}>${encodeEntries(shape, value as Readonly<Record<string, unknown>>, "entry")}</${name}>`;
    case "string":
      return `<${name}${namespace}>${escapeXml(value as string)}</${name}>`;
    case "timestamp":
      return `<${name}${namespace}>${xmlTimestamp(shape, value as Date)}</${name}>`;
    default:
      return `<${name}${namespace}>${escapeXml(textWriter(shape, "date-time")(value))}</${name}>`;
  }
}

// AWS: S3 and EC2 always write milliseconds, `2009-10-12T17:50:30.000Z`.
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, examples)
function xmlTimestamp(shape: TimestampShape, date: Date): string {
  const format = shape.format ?? "date-time";
  return format === "date-time" ? date.toISOString() : writeTimestamp(date, format);
}

function encodeItems(shape: ListShape, items: readonly unknown[], name: string): string {
  const namespace = namespaceAttribute(shape.element.traits);
  let xml = "";
  for (const item of items) {
    if (item === undefined || item === null) xml += shape.sparse ? `<${name}/>` : "";
    else xml += encodeElement(name, shape.element.shape, item, namespace);
  }
  return xml;
}

function encodeEntries(shape: MapShape, map: Readonly<Record<string, unknown>>, entryName: string): string {
  const keyName = elementNameOr(shape.key, "key");
  const valueName = elementNameOr(shape.value, "value");
  let xml = "";
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined || value === null) continue;
    xml += `<${entryName}>${textElement(keyName, key)}${encodeElement(valueName, shape.value.shape, value, "")}</${entryName}>`;
  }
  return xml;
}

function elementNameOr(member: Member, fallback: string): string {
  return (member.traits.xmlName as string | undefined) ?? fallback;
}
