/**
 * An XML tree to a value of a shape, as Smithy's XML traits bind them: `xmlName`, `xmlFlattened`, `xmlAttribute`.
 * Strict mode refuses elements that the shape does not know, and repeated ones: AWS validates S3 bodies against its
 * schema, and a misspelt setting that is silently dropped is a lost setting.
 *
 * @see https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings (read 2026-11-23)
 */
import type { ListShape, MapShape, Member, Shape, StructureShape } from "../../model/shape.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";
import { textReader } from "../text-values.ts";
import type { XmlElement } from "./read-xml.ts";

export interface XmlDecoding {
  readonly isStrict: boolean;
}

/** Element name of a member: the trait on the member itself decides, a name on the target shape does not. */
export function elementName(member: Member): string {
  return (member.traits.xmlName as string | undefined) ?? member.name;
}

/**
 * The members of a structure, given the element that stands for it.
 * @throws {MalformedInput}
 */
export function decodeXmlStructure(
  shape: StructureShape,
  element: XmlElement,
  mode: XmlDecoding,
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  const plan = planOf(shape);
  for (const member of plan.attributes) {
    const text = element.attribute(localOf(elementName(member)));
    if (text !== undefined) output[member.name] = scalar(member.shape, text);
  }
  for (const child of element.children) {
    const member = plan.elements.get(child.name);
    if (member === undefined) {
      if (mode.isStrict) throw new MalformedInput("type", `Unknown element ${child.name}`);
    } else if (isFlattened(member)) {
      takeFlattened(member, child, output, mode);
    } else if (output[member.name] === undefined) {
      output[member.name] = decodeXml(member.shape, child, mode);
    } else if (mode.isStrict) {
      throw new MalformedInput("type", `Repeated element ${child.name}`);
    }
  }
  if (shape.isUnion && Object.keys(output).length > 1)
    throw new MalformedInput("type", `More than one member of ${shape.name}`);
  return output;
}

export function decodeXml(shape: Shape, element: XmlElement, mode: XmlDecoding): unknown {
  switch (shape.kind) {
    case "structure":
      return decodeXmlStructure(shape, element, mode);
    case "list":
      return decodeList(shape, element, mode);
    case "map":
      return decodeMap(shape, element, mode);
    default:
      if (element.children.length > 0) throw new MalformedInput("type", `Unexpected element inside ${element.name}`);
      return scalar(shape, element.text);
  }
}

function scalar(shape: Shape, text: string): unknown {
  return textReader(shape, "date-time")(text);
}

function decodeList(shape: ListShape, element: XmlElement, mode: XmlDecoding): unknown[] {
  const name = (shape.element.traits.xmlName as string | undefined) ?? "member";
  const items: unknown[] = [];
  for (const child of element.children) {
    if (child.name === name) items.push(decodeXml(shape.element.shape, child, mode));
    else if (mode.isStrict) throw new MalformedInput("type", `Unknown element ${child.name}`);
  }
  return items;
}

function decodeMap(shape: MapShape, element: XmlElement, mode: XmlDecoding): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const entry of element.children) {
    if (entry.name === "entry") takeEntry(shape, entry, output, mode);
    else if (mode.isStrict) throw new MalformedInput("type", `Unknown element ${entry.name}`);
  }
  return output;
}

function takeFlattened(member: Member, child: XmlElement, output: Record<string, unknown>, mode: XmlDecoding): void {
  const { shape } = member;
  if (shape.kind === "list") {
    const items = (output[member.name] ??= []) as unknown[];
    items.push(decodeXml(shape.element.shape, child, mode));
  } else if (shape.kind === "map") {
    takeEntry(shape, child, (output[member.name] ??= {}) as Record<string, unknown>, mode);
  }
}

function takeEntry(shape: MapShape, entry: XmlElement, output: Record<string, unknown>, mode: XmlDecoding): void {
  const keyName = (shape.key.traits.xmlName as string | undefined) ?? "key";
  const valueName = (shape.value.traits.xmlName as string | undefined) ?? "value";
  const key = entry.children.find((child) => child.name === keyName);
  const value = entry.children.find((child) => child.name === valueName);
  if (key === undefined || value === undefined) throw new MalformedInput("type", "A map entry lacks its key or value");
  setOwnKey(output, key.text, decodeXml(shape.value.shape, value, mode));
}

interface StructurePlan {
  readonly elements: ReadonlyMap<string, Member>;
  readonly attributes: readonly Member[];
}

const plans = new WeakMap<StructureShape, StructurePlan>();

function planOf(shape: StructureShape): StructurePlan {
  let plan = plans.get(shape);
  if (plan === undefined) {
    const attributes = shape.members.filter((member) => member.traits.xmlAttribute !== undefined);
    const elements = shape.members.filter((member) => !attributes.includes(member));
    plan = { attributes, elements: new Map(elements.map((member) => [localOf(elementName(member)), member])) };
    plans.set(shape, plan);
  }
  return plan;
}

function isFlattened(member: Member): boolean {
  return member.traits.xmlFlattened !== undefined;
}

function localOf(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
