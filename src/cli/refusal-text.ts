/** A refusal as text for people: who, what, every layer with its outcome, what nearly decided otherwise, and what would have allowed it. */
import type { Refusal } from "../audit/refusal.ts";
import type { Change } from "../auth/policy/smallest-grant.ts";
import type { LayerOutcome, LayerResult, NearMiss, PolicyLayer, StatementRef } from "../auth/policy/decision.ts";

const LAYERS: Readonly<Record<PolicyLayer, string>> = {
  "resource-control-policy": "resource control policies",
  "service-control-policy": "service control policies",
  "resource-policy": "resource policy",
  "identity-policy": "identity policies",
  "permissions-boundary": "permissions boundary",
  "session-policy": "session policies",
  "vpc-endpoint-policy": "VPC endpoint policy",
};
const OUTCOMES: Readonly<Record<LayerOutcome, string>> = {
  "explicit-deny": "DENIES",
  allow: "allows",
  "implicit-deny": "does not allow",
  "not-applicable": "none applies",
};
const NAME_WIDTH = Math.max(...Object.values(LAYERS).map((name) => name.length));
const OUTCOME_WIDTH = Math.max(...Object.values(OUTCOMES).map((outcome) => outcome.length));

export function explainRefusal(refusal: Refusal): string {
  const { decision } = refusal;
  const blocks = [
    [`Request ${refusal.requestId} was refused at ${new Date(refusal.timeMs).toISOString()}.`],
    facts(refusal),
    [verdict(refusal), ...sideOfAccessPoint(refusal)],
    decision.layers.map((layer) => layerLine(layer, decision.block === undefined && layer.layer === decision.layer)),
    decidingStatement(refusal),
    nearMisses(decision.nearMisses),
    smallestGrant(refusal),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function facts(refusal: Refusal): readonly string[] {
  const { principal, principalType, action, resource, conditions, calledVia, sourceIp, userAgent } = refusal;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["who", `${principal} (${principalType})`],
    ["what", action],
    ["on", resource],
    ["via", calledVia?.join(", ")],
    ["from", [sourceIp, userAgent?.split(" ")[0]].filter((part) => part !== undefined).join(", ") || undefined],
    ...Object.entries(conditions ?? {}).map(([key, value]) => ["with", `${key} = ${JSON.stringify(value)}`] as const),
  ];
  return rows.filter((row) => row[1] !== undefined).map(([name, value]) => `  ${name.padEnd(6)}${value}`);
}

function verdict({ decision, action }: Refusal): string {
  const { block, outcome, layer, statement, isCrossAccount } = decision;
  if (block !== undefined) return `Refused whatever the policies say: ${block}.`;
  if (outcome === "explicit-deny") {
    const where = statement === undefined ? `the ${LAYERS[layer]}` : statementText(statement);
    return `Explicitly denied by ${where}. Nothing that allows can outweigh a deny.`;
  }
  const across = isCrossAccount
    ? " The resource is in another account, so both its policy and the caller's must allow."
    : "";
  return `Nothing in the ${LAYERS[layer]} allows ${action}.${across}`;
}

/** Through an access point of S3 both its side and the bucket's must permit, in this order. */
function sideOfAccessPoint({ resource, conditions }: Refusal): readonly string[] {
  const arn = conditions?.["s3:DataAccessPointArn"];
  if (typeof arn !== "string") return [];
  return resource.startsWith("arn:aws:s3:::")
    ? [`The access point ${arn} permits it; its bucket refuses.`]
    : [`The access point refuses; its bucket was not asked yet, and must permit it too.`];
}

function layerLine({ layer, outcome, statement }: LayerResult, isDeciding: boolean): string {
  const by = statement === undefined ? "" : statementText(statement);
  const line = `${isDeciding ? "->" : "  "} ${LAYERS[layer].padEnd(NAME_WIDTH)}  ${OUTCOMES[outcome].padEnd(OUTCOME_WIDTH)}  ${by}`;
  return line.trimEnd();
}

function nearMisses(misses: readonly NearMiss[]): readonly string[] {
  if (misses.length === 0) return [];
  const lines = misses.map(({ statement, effect, reason }) => {
    const verb = effect === "Allow" ? "would allow" : "would deny";
    return `  ${statementText(statement)} ${verb}, but:\n    ${reason.replaceAll("; ", "\n    ")}`;
  });
  return ["Statements whose conditions did not hold:", ...lines];
}

function decidingStatement({ remedy, decision }: Refusal): readonly string[] {
  if (remedy?.deciding === undefined || decision.statement === undefined) return [];
  return [`${capital(statementText(decision.statement))}:`, json(remedy.deciding)];
}

function smallestGrant({ remedy, decision, principal }: Refusal): readonly string[] {
  if (remedy === undefined || decision.block !== undefined || remedy.changes.length === 0) return [];
  const title =
    remedy.changes.length === 1
      ? "This alone would have allowed it:"
      : `These ${remedy.changes.length} changes together would have allowed it:`;
  return [title, ...remedy.changes.map((change) => changeText(change, principal))];
}

function changeText({ layer, add, byOwner, narrow, level }: Change, principal: string): string {
  if (narrow !== undefined) return `  narrow ${statementText(narrow)}, so that it no longer matches this request`;
  if (byOwner !== undefined)
    return `  let account ${byOwner}, which owns the object, grant it by the object's access control list; the bucket's policy can only deny`;
  const where = level === undefined ? "" : ` at level ${level + 1} (1 is the root of the organization)`;
  const whose = layer === "identity-policy" ? ` of ${principal}` : "";
  return `  add to the ${LAYERS[layer]}${whose}${where}:\n${json(add)}`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const json = (value: unknown): string => JSON.stringify(value, undefined, 2).replaceAll(/^/gm, "    ");

function statementText({ source, index, sid }: StatementRef): string {
  const name = sid === undefined || sid === "" ? "" : ` "${sid}"`;
  return `statement ${index + 1}${name} of ${source.id}`;
}
