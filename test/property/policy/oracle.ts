/**
 * Asks the independent oracle, @cloud-copilot/iam-simulate, the question of a case. Development only: AGPL, run and never copied.
 * Its core is not exported (the exported simulation checks names against AWS's lists and drops layers), so it is loaded by its place.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { DocumentCase, PolicyCase } from "./cases.ts";
import { principalOf } from "./engine.ts";

interface Oracle {
  authorize(question: object): { readonly result: string };
  loadPolicy(document: object, metadata: { readonly name: string }): object;
  newRequest(one: PolicyCase): object;
  readonly parameters: object;
}

type Loaded = Readonly<Record<string, unknown>>;
type Constructor = new (...args: readonly unknown[]) => object;

async function loadOracle(): Promise<Oracle> {
  const entry = import.meta.resolve("@cloud-copilot/iam-simulate");
  const load = async (path: string): Promise<Loaded> => (await import(new URL(path, entry).href)) as Loaded;
  const policyPackage = createRequire(entry).resolve("@cloud-copilot/iam-policy");
  const [core, request, context, constraints, policies] = await Promise.all([
    load("./core_engine/CoreSimulatorEngine.js"),
    load("./request/request.js"),
    load("./requestContext.js"),
    load("./context_keys/discoveryContextKeyConstraints.js"),
    import(pathToFileURL(policyPackage).href) as Promise<Loaded>,
  ]);
  const Request = request["AwsRequestImpl"] as Constructor;
  const Context = context["RequestContextImpl"] as Constructor;
  const Constraints = constraints["DiscoveryContextKeyConstraints"] as Constructor;
  return {
    authorize: core["authorize"] as Oracle["authorize"],
    loadPolicy: policies["loadPolicy"] as Oracle["loadPolicy"],
    newRequest: (one) =>
      new Request(
        principalFor(one),
        { resource: one.resource, accountId: one.resourceAccountId },
        one.action,
        new Context(one.context),
      ),
    parameters: { simulationMode: "Strict", discoveryContextKeyConstraints: new Constraints([]) },
  };
}

const oracle = await loadOracle();

export function oracleAllows(one: PolicyCase): boolean {
  return oracle.authorize(oracleQuestion(one)).result === "Allowed";
}

/**
 * Where the oracle is known to differ from AWS's documentation: it lets session policies limit what a resource policy of the same account grants to the
 * session itself or to everybody. AWS: "Permissions granted directly to a session are not limited by an implicit deny in an identity-based policy, a
 * permissions boundary, or session policy" (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html), and for `*`
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html, "IAM role principals".
 */
export function isKnownDifference(one: PolicyCase): boolean {
  if (one.session === undefined || one.resourcePolicy === undefined || one.isPolicyOfHolder) return false;
  const own = principalOf(one.principal).arn ?? "";
  return one.resourcePolicy.Statement.some(({ Effect, Principal }) => {
    const text = JSON.stringify(Principal ?? "");
    return Effect === "Allow" && (text.includes('"*"') || text.includes(`"${own}"`));
  });
}

// The oracle gives root users nothing that no policy gives; AWS gives them all of their account.
const EVERYTHING: DocumentCase = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

function oracleQuestion(one: PolicyCase): object {
  const loaded = (document: DocumentCase): object => oracle.loadPolicy(document, { name: "policy" });
  const levels = (all: PolicyCase["scps"]): object[] =>
    (all ?? []).map((documents, index) => ({ orgIdentifier: `level-${index}`, policies: documents.map(loaded) }));
  const single = (document: DocumentCase | undefined): object | undefined => document && loaded(document);
  const list = (document: DocumentCase | undefined): object[] | undefined => document && [loaded(document)];
  return {
    request: oracle.newRequest(one),
    sessionPolicy: single(one.session),
    identityPolicies: (one.principal.type === "root" ? [EVERYTHING] : one.identity).map(loaded),
    serviceControlPolicies: levels(one.scps),
    resourceControlPolicies: levels(one.rcps),
    resourcePolicy: single(one.isPolicyOfHolder ? withoutAllows(one.resourcePolicy) : one.resourcePolicy),
    permissionBoundaries: list(one.boundary),
    vpcEndpointPolicies: list(one.vpcEndpoint),
    simulationParameters: oracle.parameters,
    serviceSettings: { s3: {} },
  };
}

/** The oracle knows one owner only. What the holder's policy allows does not count, so a policy without it says the same. */
function withoutAllows(document: DocumentCase | undefined): DocumentCase | undefined {
  const Statement = document?.Statement.filter(({ Effect }) => Effect === "Deny") ?? [];
  return Statement.length === 0 ? undefined : { ...document, Statement };
}

function principalFor({ principal }: PolicyCase): unknown {
  if (principal.type === "anonymous") return { type: "Anonymous" };
  return principal.type === "service" ? principal.name : principalOf(principal).arn;
}
