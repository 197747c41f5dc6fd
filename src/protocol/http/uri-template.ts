/**
 * The URI templates of REST operations, compiled once. Labels are cut out of the path as sent and decoded after the cut, exactly
 * once, so an encoded slash never ends a label and a key may hold `//`, `%2F` or `..`.
 */
import type { OperationModel } from "../../model/service-model.ts";
import { structureOf } from "../../model/shape.ts";
import { InvariantError } from "../../runtime/assert.ts";

export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "label"; readonly name: string }
  /** One or more segments, slashes included. */
  | { readonly kind: "greedy"; readonly name: string };

export interface UriTemplate {
  readonly segments: readonly Segment[];
  /** Query parameters the template itself demands, e.g. `["list-type", "2"]` or `["tagging", ""]`; `x-id` is not among them. */
  readonly literalQuery: readonly (readonly [name: string, value: string])[];
  /** The SDK's hint at the operation, used only to choose between operations that are otherwise the same. */
  readonly operationHint: string | undefined;
}

export function compileUriTemplate(operation: OperationModel): UriTemplate {
  if (operation.http === undefined) throw new InvariantError(`${operation.name} has no HTTP binding`);
  const [path = "", query = ""] = operation.http.uri.split("?");
  const parameters = query === "" ? [] : query.split("&").map(literalParameter);
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(compileSegment);
  return {
    segments: [...unnamedLabels(operation, segments), ...segments],
    literalQuery: parameters.filter(([name]) => name !== "x-id"),
    operationHint: parameters.find(([name]) => name === "x-id")?.[1],
  };
}

function literalParameter(text: string): readonly [string, string] {
  const [name = "", value = ""] = text.split("=");
  return [name, value];
}

function compileSegment(text: string): Segment {
  if (!text.startsWith("{")) return { kind: "literal", text };
  if (text.endsWith("+}")) return { kind: "greedy", name: text.slice(1, -2) };
  return { kind: "label", name: text.slice(1, -1) };
}

/**
 * S3's templates leave out `{Bucket}`, because the endpoint rules put it into the host or in front of the path. The
 * gateway has normalised requests to path style, so here such a label always comes first.
 */
function unnamedLabels(operation: OperationModel, segments: readonly Segment[]): Segment[] {
  const named = new Set(segments.map((segment) => (segment.kind === "literal" ? "" : segment.name)));
  return structureOf(operation.input)
    .members.filter((member) => member.traits.httpLabel !== undefined && !named.has(member.name))
    .map((member) => ({ kind: "label", name: member.name }));
}

/**
 * The labels of a path, still percent-encoded, or undefined when the path is not of the template. A label is never empty. Trailing
 * slashes are ignored unless a greedy label ends the template.
 */
export function matchPath(template: UriTemplate, rawPath: string): ReadonlyMap<string, string> | undefined {
  const { segments } = template;
  const labels = new Map<string, string>();
  let rest = rawPath.startsWith("/") ? rawPath.slice(1) : rawPath;
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "greedy") {
      const end = greedyEnd(rest, segments.slice(index + 1));
      if (end === undefined || end === 0) return undefined;
      labels.set(segment.name, rest.slice(0, end));
      rest = rest.slice(end + 1);
      continue;
    }
    const slash = rest.indexOf("/");
    const text = slash < 0 ? rest : rest.slice(0, slash);
    rest = slash < 0 ? "" : rest.slice(slash + 1);
    if (segment.kind === "literal" ? segment.text !== text : text === "") return undefined;
    if (segment.kind === "label") labels.set(segment.name, text);
  }
  return rest === "" ? labels : undefined;
}

/** Where a greedy label ends: before the literal segments that follow it, or at the end of the path. */
function greedyEnd(rest: string, following: readonly Segment[]): number | undefined {
  if (following.length === 0) return rest.length;
  const suffix = following.map((segment) => (segment.kind === "literal" ? `/${segment.text}` : "/")).join("");
  const trimmed = rest.endsWith("/") ? rest.slice(0, -1) : rest;
  return trimmed.endsWith(suffix) ? trimmed.length - suffix.length : undefined;
}
