/**
 * Which REST operation a request names. Routes are grouped by method and path shape, then by the query parameters that their
 * templates demand, so a request is compared with the few operations that share all of these, not with every
 * operation of the service. Within such a group the operation with most required query parameters and headers that the
 * request has wins (`UploadPart` before `PutObject`); the `x-id` hint of the SDK only breaks a tie.
 */
import type { OperationModel, ServiceModel } from "../../model/service-model.ts";
import { structureOf } from "../../model/shape.ts";
import type { ProtocolRequest } from "../protocol.ts";
import { type QueryPair, parseQuery } from "./raw-query.ts";
import { compileUriTemplate, matchPath, type UriTemplate } from "./uri-template.ts";

interface Route {
  readonly operation: OperationModel;
  readonly template: UriTemplate;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Every query parameter bound by the input. */
  readonly knownQuery: ReadonlySet<string>;
}

export type RouteResult =
  | { readonly kind: "found"; readonly operation: OperationModel }
  /** Nothing fits; this operation comes nearest but lacks required query parameters or headers. `hasSubresource` when its template demanded and got a query parameter. */
  | { readonly kind: "incomplete"; readonly operation: OperationModel; readonly hasSubresource: boolean }
  /** No operation has this path. */
  | { readonly kind: "unknown-path" }
  /** The path is known, with other methods. */
  | { readonly kind: "unknown-method"; readonly methods: readonly string[] }
  /** The query names a sub-resource that this path does not have with any method, or has with others. */
  | { readonly kind: "unknown-subresource"; readonly name: string; readonly methods: readonly string[] }
  /** A query parameter of a sibling operation came without its partners, e.g. `partNumber` without `uploadId`. */
  | { readonly kind: "stray-parameter"; readonly name: string };

/** Routes with the same path shape, e.g. `/{Bucket}/{Key+}`. */
interface PathGroup {
  /** Any route's template: all of the group match the same paths. */
  readonly template: UriTemplate;
  readonly methods: Map<string, MethodGroup>;
}

interface MethodGroup {
  /** By the first query parameter the template demands. */
  readonly byLiteral: Map<string, Route[]>;
  readonly plain: Route[];
}

interface RouteTable {
  /** By leading literal segments, at most two (`a/b`, `a` or nothing); in each list the most specific path comes first. */
  readonly groups: ReadonlyMap<string, readonly PathGroup[]>;
  /** Query parameters that some template demands. */
  readonly subresources: ReadonlySet<string>;
}

const PREFIX_SEGMENTS_MAX = 2;

const tables = new WeakMap<ServiceModel, RouteTable>();

export function findRoute(model: ServiceModel, request: ProtocolRequest): RouteResult {
  let table = tables.get(model);
  if (table === undefined) tables.set(model, (table = compileRoutes(model)));
  const query = parseQuery(request.rawQuery);
  let refusal: RouteResult = { kind: "unknown-path" };
  for (const prefix of prefixesOf(request.rawPath)) {
    for (const group of table.groups.get(prefix) ?? []) {
      if (matchPath(group.template, request.rawPath) === undefined) continue;
      const result = inGroup(table, group, request, query);
      if (result.kind === "found") return result;
      if (refusal.kind === "unknown-path") refusal = result;
    }
  }
  return refusal;
}

/** `/a/b/c` -> `a/b`, `a`, ``: the lists of groups to look into, most specific first. */
function prefixesOf(rawPath: string): readonly string[] {
  const second = rawPath.indexOf("/", 1);
  const third = second < 0 ? -1 : rawPath.indexOf("/", second + 1);
  const two = rawPath.slice(1, third < 0 ? undefined : third);
  return second < 0 ? [two, ""] : [two, rawPath.slice(1, second), ""];
}

function inGroup(
  table: RouteTable,
  group: PathGroup,
  request: ProtocolRequest,
  query: readonly QueryPair[],
): RouteResult {
  const method = group.methods.get(request.method);
  for (const [name] of query) {
    if (!table.subresources.has(name)) continue;
    const routes = method?.byLiteral.get(name)?.filter((route) => hasLiterals(route, query));
    if (routes !== undefined && routes.length > 0) return choose(routes, request, query);
    return { kind: "unknown-subresource", name, methods: methodsWith(group, name) };
  }
  if (method === undefined || method.plain.length === 0)
    return { kind: "unknown-method", methods: plainMethods(group) };
  return choose(method.plain, request, query);
}

function plainMethods(group: PathGroup): readonly string[] {
  return [...group.methods].filter(([, routes]) => routes.plain.length > 0).map(([method]) => method);
}

function methodsWith(group: PathGroup, literal: string): readonly string[] {
  return [...group.methods].filter(([, routes]) => routes.byLiteral.has(literal)).map(([method]) => method);
}

function hasLiterals(route: Route, query: readonly QueryPair[]): boolean {
  return route.template.literalQuery.every(([name, value]) =>
    query.some(([givenName, givenValue]) => givenName === name && (value === "" || value === givenValue)),
  );
}

/** `routes` is ordered by specificity, so the first whose requirements are there is the one. */
function choose(routes: readonly Route[], request: ProtocolRequest, query: readonly QueryPair[]): RouteResult {
  const isThere = (name: string): boolean => query.some(([given]) => given === name);
  const satisfied = routes.filter(
    (route) => route.requiredQuery.every(isThere) && route.requiredHeaders.every((name) => request.headers.has(name)),
  );
  const best = satisfied[0] ?? routes.at(-1);
  if (best === undefined) return { kind: "unknown-path" };
  if (satisfied.length === 0) {
    return { kind: "incomplete", operation: best.operation, hasSubresource: best.template.literalQuery.length > 0 };
  }
  const stray = strayParameter(routes, best, query);
  if (stray !== undefined) return { kind: "stray-parameter", name: stray };
  const tied = satisfied.filter((route) => weight(route) === weight(best));
  return { kind: "found", operation: (tied.length > 1 ? breakTie(tied, query) : best).operation };
}

/** The operation that the SDK's hint names; without a hint the one that knows most of the parameters. */
function breakTie(tied: readonly Route[], query: readonly QueryPair[]): Route {
  const hint = query.find(([name]) => name === "x-id")?.[1];
  const hinted = tied.find((route) => hint !== undefined && route.template.operationHint === hint);
  const known = (route: Route): number => query.filter(([name]) => route.knownQuery.has(name)).length;
  return hinted ?? tied.reduce((best, route) => (known(route) > known(best) ? route : best));
}

function strayParameter(routes: readonly Route[], best: Route, query: readonly QueryPair[]): string | undefined {
  if (routes.length === 1 || query.length === 0) return undefined;
  return query.find(
    ([name]) => !best.knownQuery.has(name) && routes.some((route) => route.requiredQuery.includes(name)),
  )?.[0];
}

function compileRoutes(model: ServiceModel): RouteTable {
  const groups = new Map<string, PathGroup>();
  const subresources = new Set<string>();
  for (const operation of model.operations.values()) {
    const route = compileRoute(operation);
    for (const [name] of route.template.literalQuery) subresources.add(name);
    const key = pathKey(route.template);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { template: route.template, methods: new Map() }));
    addRoute(group, operation.http?.method ?? "", route);
  }
  for (const group of groups.values()) {
    for (const { byLiteral, plain } of group.methods.values()) {
      for (const routes of [...byLiteral.values(), plain]) routes.sort(byDemand);
    }
  }
  return { groups: byPrefix([...groups.values()].sort(bySpecificity)), subresources };
}

function byDemand(left: Route, right: Route): number {
  return weight(right) - weight(left) || (left.operation.name < right.operation.name ? -1 : 1);
}

function byPrefix(groups: readonly PathGroup[]): ReadonlyMap<string, readonly PathGroup[]> {
  const lists = new Map<string, PathGroup[]>();
  for (const group of groups) {
    const prefix = prefixOf(group.template);
    const list = lists.get(prefix);
    if (list === undefined) lists.set(prefix, [group]);
    else list.push(group);
  }
  return lists;
}

function prefixOf(template: UriTemplate): string {
  const firstLabel = template.segments.findIndex((segment) => segment.kind !== "literal");
  const literals = firstLabel < 0 ? template.segments : template.segments.slice(0, firstLabel);
  return literals
    .slice(0, PREFIX_SEGMENTS_MAX)
    .map((segment) => (segment.kind === "literal" ? segment.text : ""))
    .join("/");
}

function compileRoute(operation: OperationModel): Route {
  const { members } = structureOf(operation.input);
  const bound = (trait: "httpQuery" | "httpHeader", onlyRequired: boolean): string[] =>
    members
      .filter((member) => member.traits[trait] !== undefined && (member.isRequired || !onlyRequired))
      .map((member) => (member.traits[trait] as string).toString());
  return {
    operation,
    template: compileUriTemplate(operation),
    requiredQuery: bound("httpQuery", true),
    requiredHeaders: bound("httpHeader", true).map((name) => name.toLowerCase()),
    knownQuery: new Set(bound("httpQuery", false)),
  };
}

function addRoute(group: PathGroup, method: string, route: Route): void {
  let routes = group.methods.get(method);
  if (routes === undefined) group.methods.set(method, (routes = { byLiteral: new Map(), plain: [] }));
  const literal = route.template.literalQuery[0]?.[0];
  if (literal === undefined) routes.plain.push(route);
  else routes.byLiteral.set(literal, [...(routes.byLiteral.get(literal) ?? []), route]);
}

function weight(route: Route): number {
  return route.template.literalQuery.length * 100 + route.requiredQuery.length + route.requiredHeaders.length;
}

function pathKey(template: UriTemplate): string {
  return template.segments
    .map((segment) => (segment.kind === "literal" ? `/${segment.text}` : segment.kind === "label" ? "/{}" : "/{+}"))
    .join("");
}

/** Literal segments before labels, labels before greedy ones, from left to right; then the longer path. */
function bySpecificity(left: PathGroup, right: PathGroup): number {
  const order = { literal: 0, label: 1, greedy: 2 };
  for (const [index, segment] of left.template.segments.entries()) {
    const other = right.template.segments[index];
    if (other === undefined) return -1;
    if (order[segment.kind] !== order[other.kind]) return order[segment.kind] - order[other.kind];
  }
  return right.template.segments.length - left.template.segments.length;
}
