/**
 * HTTP bindings of an operation's input: which member comes from which label, header or query parameter, worked out once for each
 * operation, so a request costs one look-up per bound member and no walk over the schema. The body is the
 * protocol's own affair; this file only says which members it carries.
 */
import type { Headers } from "../../kit/http.ts";
import type { OperationModel } from "../../model/service-model.ts";
import { type Member, type Shape, structureOf, type StructureShape } from "../../model/shape.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";
import type { ProtocolRequest } from "../protocol.ts";
import { type TextReader, textReader } from "../text-values.ts";
import { splitHeaderList } from "./header-list.ts";
import { decodePercent, parseQuery, type QueryPair } from "./raw-query.ts";
import { compileUriTemplate, matchPath, type UriTemplate } from "./uri-template.ts";

export type BindingPlace = "label" | "header" | "query";

/** A header, label or query parameter that does not hold a value of its member's type. */
export class MalformedBinding extends MalformedInput {
  readonly place: BindingPlace;
  readonly wireName: string;
  readonly text: string;
  readonly expected: Shape["kind"];

  constructor(binding: Binding, place: BindingPlace, text: string) {
    super("type", `The value of ${place} ${binding.wireName} is not a ${binding.expected}`);
    this.place = place;
    this.wireName = binding.wireName;
    this.text = text;
    this.expected = binding.expected;
  }
}

export interface RequestPlan {
  readonly shape: StructureShape;
  readonly payload: Member | undefined;
  /** Members that the body carries when there is no payload member, as a structure of their own. */
  readonly body: StructureShape;
  readonly bindings: RequestBindings;
}

interface RequestBindings {
  readonly template: UriTemplate;
  readonly labels: readonly Binding[];
  readonly headers: readonly Binding[];
  readonly prefixHeaders: readonly Binding[];
  readonly query: ReadonlyMap<string, Binding>;
  /** The map that takes every query parameter without a binding of its own. */
  readonly otherQuery: Member | undefined;
}

interface Binding {
  readonly member: string;
  /** Header names in lower case. */
  readonly wireName: string;
  readonly expected: Shape["kind"];
  readonly isList: boolean;
  /** Reads one value: of the member itself, or of one element of a list or map. */
  readonly read: TextReader;
  /** An HTTP date contains a comma, which otherwise separates list elements. */
  readonly hasCommas: boolean;
  /** A date in a standard HTTP field that does not parse is as good as absent. */
  readonly isIgnoredWhenMalformed: boolean;
}

const plans = new WeakMap<OperationModel, RequestPlan>();

export function requestPlan(operation: OperationModel): RequestPlan {
  let plan = plans.get(operation);
  if (plan === undefined) plans.set(operation, (plan = compile(operation)));
  return plan;
}

/**
 * The members that labels, headers and the query carry.
 * @throws {MalformedBinding} for a value of the wrong type
 * @throws {MalformedInput} for a path or query that cannot be decoded
 */
export function readBoundMembers(plan: RequestPlan, request: ProtocolRequest): Record<string, unknown> {
  const { bindings } = plan;
  const input: Record<string, unknown> = {};
  if (bindings.labels.length > 0) readLabels(bindings, request.rawPath, input);
  if (bindings.query.size > 0 || bindings.otherQuery !== undefined)
    readQuery(bindings, parseQuery(request.rawQuery), input);
  const { headers } = request;
  for (const binding of bindings.headers) {
    const text = headers.get(binding.wireName);
    if (text === undefined) continue;
    const value = readHeader(binding, text);
    if (value !== undefined) input[binding.member] = value;
  }
  for (const binding of bindings.prefixHeaders) {
    const map = readPrefixed(binding, headers);
    if (map !== undefined) input[binding.member] = map;
  }
  return input;
}

function readLabels(bindings: RequestBindings, rawPath: string, input: Record<string, unknown>): void {
  const labels = matchPath(bindings.template, rawPath);
  for (const binding of bindings.labels) {
    const text = labels?.get(binding.wireName);
    if (text !== undefined) input[binding.member] = readOne(binding, "label", decodePercent(text));
  }
}

function readQuery(bindings: RequestBindings, pairs: readonly QueryPair[], input: Record<string, unknown>): void {
  for (const [name, text] of pairs) {
    const binding = bindings.query.get(name);
    if (binding === undefined) {
      if (bindings.otherQuery !== undefined) takeOtherQuery(bindings.otherQuery, name, text, input);
    } else if (binding.isList) {
      const items = (input[binding.member] ??= []) as unknown[];
      items.push(readOne(binding, "query", text));
    } else if (input[binding.member] === undefined) {
      input[binding.member] = readOne(binding, "query", text);
    }
  }
}

function takeOtherQuery(member: Member, name: string, text: string, input: Record<string, unknown>): void {
  const map = (input[member.name] ??= {}) as Record<string, unknown>;
  const isMultiMap = member.shape.kind === "map" && member.shape.value.shape.kind === "list";
  if (!isMultiMap) setOwnKey(map, name, text);
  else if (Object.hasOwn(map, name)) (map[name] as string[]).push(text);
  else setOwnKey(map, name, [text]);
}

function readHeader(binding: Binding, text: string): unknown {
  if (!binding.isList) return readOne(binding, "header", text);
  return splitHeaderList(text, binding.hasCommas).map((item) => readOne(binding, "header", item));
}

function readPrefixed(binding: Binding, headers: Headers): Record<string, unknown> | undefined {
  let map: Record<string, unknown> | undefined;
  for (const lower of headers.names()) {
    if (lower.startsWith(binding.wireName))
      setOwnKey((map ??= {}), lower.slice(binding.wireName.length), headers.get(lower) ?? "");
  }
  return map;
}

function readOne(binding: Binding, place: BindingPlace, text: string): unknown {
  try {
    return binding.read(text);
  } catch (cause) {
    if (!(cause instanceof MalformedInput)) throw cause;
    if (binding.isIgnoredWhenMalformed) return undefined;
    throw new MalformedBinding(binding, place, text);
  }
}

function compile(operation: OperationModel): RequestPlan {
  const shape = structureOf(operation.input);
  const { members } = shape;
  const having = (trait: "httpLabel" | "httpHeader" | "httpPrefixHeaders" | "httpQuery"): Member[] =>
    members.filter((member) => member.traits[trait] !== undefined);
  const queries = having("httpQuery");
  return {
    shape,
    payload: members.find((member) => member.traits.httpPayload !== undefined),
    body: { ...bodyOf(shape), members: members.filter(isInBody) },
    bindings: {
      template: compileUriTemplate(operation),
      labels: having("httpLabel").map((member) => bindingOf(member, "label", member.name)),
      headers: having("httpHeader").map((member) => bindingOf(member, "header", member.traits.httpHeader as string)),
      prefixHeaders: having("httpPrefixHeaders").map((member) =>
        bindingOf(member, "header", member.traits.httpPrefixHeaders as string),
      ),
      query: new Map(
        queries.map((member) => [
          member.traits.httpQuery as string,
          bindingOf(member, "query", member.traits.httpQuery as string),
        ]),
      ),
      otherQuery: members.find((member) => member.traits.httpQueryParams !== undefined),
    },
  };
}

/** A structure's own facts without its members, which are a getter and would not survive a spread. */
export function bodyOf(shape: StructureShape): Omit<StructureShape, "members"> {
  return { kind: "structure", name: shape.name, isUnion: shape.isUnion, traits: shape.traits };
}

function isInBody({ traits }: Member): boolean {
  return (
    traits.httpLabel === undefined &&
    traits.httpHeader === undefined &&
    traits.httpPrefixHeaders === undefined &&
    traits.httpQuery === undefined &&
    traits.httpQueryParams === undefined &&
    traits.httpPayload === undefined
  );
}

function bindingOf(member: Member, place: BindingPlace, wireName: string): Binding {
  const { shape } = member;
  const single = shape.kind === "list" ? shape.element.shape : shape.kind === "map" ? shape.value.shape : shape;
  const defaultFormat = place === "header" ? "http-date" : "date-time";
  return {
    member: member.name,
    wireName: place === "header" ? wireName.toLowerCase() : wireName,
    expected: single.kind,
    isList: shape.kind === "list",
    read: textReader(single, defaultFormat),
    hasCommas: single.kind === "timestamp" && (single.format ?? defaultFormat) === "http-date",
    // RFC 9110 section 13.1.3: a recipient ignores If-Modified-Since when its value is not a valid HTTP date.
    isIgnoredWhenMalformed:
      place === "header" && single.kind === "timestamp" && !wireName.toLowerCase().startsWith("x-amz-"),
  };
}
