/**
 * From a policy's text to something that decides in microseconds.
 */
import { compileCondition } from "./compile-condition.ts";
import { compilePrincipal } from "./compile-principal.ts";
import type { CompiledPolicy, CompiledStatement, StatementGroup } from "./compiled-policy.ts";
import type { PolicySource } from "./decision.ts";
import { compileGlob } from "./glob.ts";
import { parsePolicy } from "./parse-policy.ts";
import type { PatternElement, PolicyDocument, PolicyStatement } from "./policy-document.ts";
import { compilePattern, isVariable, type PatternTest, patternTokens } from "./text-pattern.ts";

/**
 * Compiles a policy that was accepted before (`parsePolicy` with its kind), or its text; a text is only read by the grammar again.
 * @throws {PolicySyntaxError} when the text is no policy at all
 */
export function compilePolicy(source: PolicySource, policy: string | PolicyDocument): CompiledPolicy {
  const document = typeof policy === "string" ? parsePolicy(policy, "stored") : policy;
  const hasVariables = document.version === "2012-10-17";
  const statements = document.statements.map((statement, index) =>
    compileStatement(statement, { source, index, hasVariables }),
  );
  const keys = mentionedKeys(document);
  return {
    source,
    document,
    statements,
    ...indexByService(statements),
    mentions: (key) => keys.has(key),
    mentionsPrefix: (prefix) => [...keys].some((key) => key.startsWith(prefix)),
  };
}

interface StatementPlace {
  readonly source: PolicySource;
  readonly index: number;
  readonly hasVariables: boolean;
}

function compileStatement(statement: PolicyStatement, place: StatementPlace): CompiledStatement {
  const { source, index, hasVariables } = place;
  return {
    ref: { source, index, sid: statement.sid },
    effect: statement.effect,
    statement,
    matchesAction: compileActions(statement.action),
    matchesResource: compileResources(statement.resource, hasVariables),
    reachOf: compilePrincipal(statement.principal, statement.effect === "Deny" && source.layer === "resource-policy"),
    conditions: statement.conditions.map((condition) => compileCondition(condition, hasVariables)),
  };
}

type ActionTest = (lowerCaseAction: string) => boolean;

/** AWS: actions are compared without case. Patterns are sorted by service: AWS's own policies have thousands, and an action meets those of its own. */
function compileActions(element: PatternElement): ActionTest {
  const ofAnyService: ActionTest[] = [];
  const ofService = new Map<string, ActionTest[]>();
  for (const pattern of element.patterns) {
    const folded = pattern.toLowerCase();
    const service = serviceOf(folded);
    const tests = service === undefined ? ofAnyService : (ofService.get(service) ?? []);
    if (service !== undefined) ofService.set(service, tests);
    tests.push(compileGlob(folded));
  }
  const [only] = ofAnyService;
  if (ofService.size === 0 && ofAnyService.length === 1 && only !== undefined && !element.isNegated) return only;
  return (action) => {
    const own = ofService.get(action.slice(0, Math.max(0, action.indexOf(":"))));
    const isMeant =
      ofAnyService.some((test) => test(action)) || (own !== undefined && own.some((test) => test(action)));
    return isMeant !== element.isNegated;
  };
}

/** AWS: wildcards in `Resource` run over colons and slashes; resources are compared with case. Trust policies mean their own role. */
function compileResources(element: PatternElement | undefined, hasVariables: boolean): PatternTest {
  if (element === undefined) return () => true;
  const form = { hasVariables, hasWildcards: true };
  const tests = element.patterns.map((pattern) => compilePattern(patternTokens(pattern, form)));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined && !element.isNegated) return only;
  return (resource, context) => tests.some((test) => test(resource, context)) !== element.isNegated;
}

function indexByService(statements: readonly CompiledStatement[]): Pick<CompiledPolicy, "byService" | "otherServices"> {
  const named = statements.map(({ statement }) => servicesOf(statement.action));
  const otherServices: GrowingGroup = { denies: [], allows: [] };
  const byService = new Map<string, GrowingGroup>(
    named.flatMap((services) => [...(services ?? [])]).map((service) => [service, { denies: [], allows: [] }]),
  );
  for (const [index, statement] of statements.entries()) {
    const services = named[index];
    const groups =
      services === undefined ? [otherServices, ...byService.values()] : [...services].map((one) => byService.get(one));
    for (const group of groups) group?.[statement.effect === "Deny" ? "denies" : "allows"].push(statement);
  }
  return { byService, otherServices };
}

interface GrowingGroup extends StatementGroup {
  readonly denies: CompiledStatement[];
  readonly allows: CompiledStatement[];
}

/** The lower-case prefixes that the patterns name; undefined when they can mean any service. */
function servicesOf(element: PatternElement): ReadonlySet<string> | undefined {
  if (element.isNegated) return undefined;
  const services = new Set<string>();
  for (const pattern of element.patterns) {
    const service = serviceOf(pattern.toLowerCase());
    if (service === undefined) return undefined;
    services.add(service);
  }
  return services;
}

/** The prefix of a pattern of actions; undefined when it can mean any service. */
function serviceOf(lowerCasePattern: string): string | undefined {
  const service = lowerCasePattern.slice(0, Math.max(0, lowerCasePattern.indexOf(":")));
  return service === "" || /[*?]/.test(service) ? undefined : service;
}

/** Lower-case names of all keys in conditions and variables. */
function mentionedKeys(document: PolicyDocument): ReadonlySet<string> {
  const keys = new Set<string>();
  const addVariables = (patterns: readonly string[]): void => {
    for (const pattern of patterns) {
      const tokens = patternTokens(pattern, { hasVariables: document.version === "2012-10-17", hasWildcards: true });
      for (const token of tokens) if (isVariable(token)) keys.add(token.key);
    }
  };
  for (const { resource, conditions } of document.statements) {
    addVariables(resource?.patterns ?? []);
    for (const { key, values } of conditions) {
      keys.add(key.toLowerCase());
      addVariables(values);
    }
  }
  return keys;
}
