/**
 * A form tree to a value of a shape. The two query protocols differ only in naming: EC2 capitalises names, has names of its own
 * (`ec2QueryName`) and flattens every list.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html (read 2026-11-23)
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html (read 2026-11-23)
 */
import type { ListShape, MapShape, Member, Shape, StructureShape } from "../../model/shape.ts";
import { ECHO_CHARACTERS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";
import { textReader } from "../text-values.ts";
import type { FormNode } from "./read-form.ts";

export interface FormNaming {
  nameOf(member: Member): string;
  isFlattened(member: Member): boolean;
}

export const QUERY_NAMING: FormNaming = {
  nameOf: (member) => (member.traits.xmlName as string | undefined) ?? member.name,
  isFlattened: (member) => member.traits.xmlFlattened !== undefined,
};

export const EC2_NAMING: FormNaming = {
  nameOf(member) {
    const own = member.traits["ec2QueryName"] as string | undefined;
    if (own !== undefined) return own;
    const name = (member.traits.xmlName as string | undefined) ?? member.name;
    return name.slice(0, 1).toUpperCase() + name.slice(1);
  },
  isFlattened: () => true,
};

/** @throws {MalformedInput} naming the parameter that cannot be read */
export function decodeFormStructure(
  shape: StructureShape,
  node: FormNode,
  naming: FormNaming,
  path = "",
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const member of shape.members) {
    const name = naming.nameOf(member);
    const child = node.children.get(name);
    if (child !== undefined) output[member.name] = decodeForm(member, child, naming, path + name);
  }
  return output;
}

function decodeForm(member: Member, node: FormNode, naming: FormNaming, path: string): unknown {
  const { shape } = member;
  switch (shape.kind) {
    case "structure":
      return decodeFormStructure(shape, node, naming, `${path}.`);
    case "list":
      return decodeList(shape, naming.isFlattened(member) ? node : listNode(shape, node), naming, path);
    case "map":
      return decodeMap(shape, naming.isFlattened(member) ? node : node.children.get("entry"), naming, path);
    default:
      return decodeScalar(shape, node, path);
  }
}

function listNode(shape: ListShape, node: FormNode): FormNode | undefined {
  return node.children.get((shape.element.traits.xmlName as string | undefined) ?? "member");
}

function decodeList(shape: ListShape, node: FormNode | undefined, naming: FormNaming, path: string): unknown[] {
  return numbered(node, path).map(([index, item]) => decodeForm(shape.element, item, naming, `${path}.${index}`));
}

function decodeMap(
  shape: MapShape,
  node: FormNode | undefined,
  naming: FormNaming,
  path: string,
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  const keyName = (shape.key.traits.xmlName as string | undefined) ?? "key";
  const valueName = (shape.value.traits.xmlName as string | undefined) ?? "value";
  for (const [index, entry] of numbered(node, path)) {
    const key = entry.children.get(keyName)?.value;
    const value = entry.children.get(valueName);
    if (key === undefined || value === undefined) throw invalid(`${path}.${index}`, "the entry lacks its key or value");
    setOwnKey(output, key, decodeForm(shape.value, value, naming, `${path}.${index}.${valueName}`));
  }
  return output;
}

function decodeScalar(shape: Shape, node: FormNode, path: string): unknown {
  if (node.value === undefined) throw invalid(path, "a single value was expected");
  try {
    return textReader(shape, "date-time")(node.value);
  } catch (cause) {
    if (!(cause instanceof MalformedInput)) throw cause;
    throw invalid(path, `value (${node.value.slice(0, ECHO_CHARACTERS_MAX)}) is not a ${shape.kind}`);
  }
}

/** The numbered children in numeric order; gaps do not matter. A node without any stands for an empty list. */
function numbered(node: FormNode | undefined, path: string): readonly (readonly [string, FormNode])[] {
  if (node === undefined) return [];
  const entries = [...node.children];
  for (const [name] of entries) {
    if (!/^\d{1,9}$/.test(name)) throw invalid(`${path}.${name}`, "a position in the list was expected");
  }
  return entries.sort(([left], [right]) => Number(left) - Number(right));
}

function invalid(path: string, reason: string): MalformedInput {
  return new MalformedInput("type", `Value for parameter ${path.slice(0, ECHO_CHARACTERS_MAX)} is invalid: ${reason}`);
}
