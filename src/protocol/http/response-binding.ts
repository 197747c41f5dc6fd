/**
 * HTTP bindings of an operation's output or of an error: which member goes into which header or into the status, worked out
 * once for each shape. The reverse of `request-binding.ts`.
 */
import type { OperationModel } from "../../model/service-model.ts";
import { type Member, structureOf, type StructureShape } from "../../model/shape.ts";
import { type TextWriter, textWriter } from "../text-values.ts";
import { joinHeaderList } from "./header-list.ts";
import { bodyOf } from "./request-binding.ts";

export interface ResponsePlan {
  /** By member. An output has a dozen members where its shape has fifty, so the value is walked, not the plan. */
  readonly headers: ReadonlyMap<string, HeaderBinding>;
  readonly prefixHeaders: readonly HeaderBinding[];
  /** Member whose number becomes the status code. */
  readonly statusMember: string | undefined;
  readonly payload: Member | undefined;
  readonly body: StructureShape;
}

interface HeaderBinding {
  readonly member: string;
  readonly wireName: string;
  readonly isList: boolean;
  readonly isTimestamp: boolean;
  readonly write: TextWriter;
  /** A member that goes into the same header and comes first. */
  readonly yieldsTo: string | undefined;
}

/**
 * AWS: the `Expires` header of an object is any text. The SDKs read it as the member ExpiresString, and as Expires when
 * it is a date; no header of the first name exists on the wire (smithy-typescript, middleware-sdk-s3,
 * s3-expires-middleware).
 */
const VERBATIM_EXPIRES = "ExpiresString";
const EXPIRES = "Expires";

/** What a field value may hold: visible characters, spaces, tabs, and bytes above ASCII as they came in. */
const FIELD_TEXT = /^[\t\x20-\x7E\x80-\xFF]*$/;
const CONTROLS = /[\0-\x08\x0A-\x1F\x7F]/g;
const BEYOND_BYTES = /[^\0-\xFF]/;

const plans = new WeakMap<StructureShape, ResponsePlan>();
const outputPlans = new WeakMap<OperationModel, ResponsePlan>();

export function outputPlan(operation: OperationModel): ResponsePlan {
  let plan = outputPlans.get(operation);
  if (plan === undefined) outputPlans.set(operation, (plan = responsePlan(structureOf(operation.output))));
  return plan;
}

export function responsePlan(shape: StructureShape): ResponsePlan {
  let plan = plans.get(shape);
  if (plan === undefined) plans.set(shape, (plan = compile(shape)));
  return plan;
}

/** Adds the header fields that a value's members are bound to. */
export function writeBoundHeaders(
  plan: ResponsePlan,
  value: Readonly<Record<string, unknown>>,
  headers: [string, string][],
): void {
  for (const name of Object.keys(value)) {
    const inner = value[name];
    const binding = plan.headers.get(name);
    if (binding === undefined || inner === undefined || inner === null) continue;
    if (binding.yieldsTo !== undefined && value[binding.yieldsTo] !== undefined) continue;
    const text = binding.isList ? writeList(binding, inner as readonly unknown[]) : binding.write(inner);
    headers.push([binding.wireName, safe(text)]);
  }
  for (const binding of plan.prefixHeaders) {
    for (const [name, inner] of Object.entries((value[binding.member] ?? {}) as object)) {
      if (inner !== undefined && inner !== null) headers.push([binding.wireName + name, safe(binding.write(inner))]);
    }
  }
}

function writeList(binding: HeaderBinding, items: readonly unknown[]): string {
  const texts = items.map(binding.write);
  return binding.isTimestamp ? texts.join(", ") : joinHeaderList(texts);
}

/**
 * A stored or requested value (`response-content-disposition=...`) must not end its field and write headers of its own,
 * nor break the answer: controls become spaces, and characters that are no bytes are sent as their UTF-8 bytes.
 */
function safe(text: string): string {
  if (FIELD_TEXT.test(text)) return text;
  const plain = text.replace(CONTROLS, " ");
  return BEYOND_BYTES.test(plain) ? Buffer.from(plain, "utf8").toString("latin1") : plain;
}

function compile(shape: StructureShape): ResponsePlan {
  const { members } = shape;
  const isBound = ({ traits }: Member): boolean =>
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpResponseCode !== undefined ||
    traits.httpPayload !== undefined;
  return {
    headers: new Map(
      members
        .filter((member) => member.traits.httpHeader !== undefined)
        .map((member) => [member.name, bindingOf(member, member.traits.httpHeader as string)]),
    ),
    prefixHeaders: members
      .filter((member) => member.traits.httpPrefixHeaders !== undefined)
      .map((member) => bindingOf(member, member.traits.httpPrefixHeaders as string)),
    statusMember: members.find((member) => member.traits.httpResponseCode !== undefined)?.name,
    payload: members.find((member) => member.traits.httpPayload !== undefined),
    body: { ...bodyOf(shape), members: members.filter((member) => !isBound(member)) },
  };
}

function bindingOf(member: Member, wireName: string): HeaderBinding {
  const { shape } = member;
  const single = shape.kind === "list" ? shape.element.shape : shape.kind === "map" ? shape.value.shape : shape;
  return {
    member: member.name,
    wireName: wireName === VERBATIM_EXPIRES ? EXPIRES : wireName,
    isList: shape.kind === "list",
    isTimestamp: single.kind === "timestamp",
    write: textWriter(single, "http-date"),
    yieldsTo: wireName === EXPIRES ? VERBATIM_EXPIRES : undefined,
  };
}
