/**
 * The rules that each kind of policy adds to the grammar: who must or must not name principals and resources, which version is wanted, which
 * forms actions, principals and ARNs have. Whether a named principal or action exists is not looked at here.
 */
import type { PatternElement, PolicyDocument, PolicyKind, PolicyStatement } from "./policy-document.ts";
import { checkPrincipal } from "./check-principal.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkResource, isOldFormArn } from "./check-resource.ts";
import { inside, type Place, refuse } from "./read-statement.ts";

interface KindRules {
  /** Recorded answers of CreatePolicy: policies of identities are refused without the new version. */
  readonly needsNewVersion: boolean;
  readonly principal: "required" | "prohibited";
  readonly resource: "required" | "prohibited";
  readonly hasAlphanumericSids: boolean;
}

const identityRules: KindRules = {
  needsNewVersion: true,
  principal: "prohibited",
  resource: "required",
  hasAlphanumericSids: true,
};

const resourceRules: KindRules = {
  needsNewVersion: false,
  principal: "required",
  resource: "required",
  hasAlphanumericSids: false,
};

const RULES: Readonly<Record<Exclude<PolicyKind, "stored">, KindRules>> = {
  identity: identityRules,
  boundary: identityRules,
  session: identityRules,
  scp: { ...identityRules, hasAlphanumericSids: false },
  rcp: { ...resourceRules, needsNewVersion: true },
  resource: resourceRules,
  trust: { needsNewVersion: false, principal: "required", resource: "prohibited", hasAlphanumericSids: true },
  "kms-key": resourceRules,
  "vpc-endpoint": resourceRules,
  "glue-catalog": resourceRules,
};

export function checkPolicy(document: PolicyDocument, kind: Exclude<PolicyKind, "stored">): void {
  const rules = RULES[kind];
  const isSingle = document.statements.length === 1;
  const places = document.statements.map((statement, index): readonly [PolicyStatement, Place] => [
    statement,
    { kind, path: isSingle ? "Statement" : `Statement[${index}]` },
  ]);
  for (const [statement, place] of places) checkPrincipalPresence(statement, place, rules);
  if (rules.needsNewVersion && document.version !== "2012-10-17") refuse({ kind, path: "Version" }, "version");
  for (const [statement, place] of places) checkOldForms(statement, place);
  checkSids(places, rules);
  for (const [statement, place] of places) {
    if (statement.action.patterns.length === 0) refuse(inside(place, "Action"), "no-action");
  }
  for (const [statement, place] of places) checkResources(statement, place, rules);
  for (const [statement, place] of places) checkActions(statement.action, inside(place, "Action"));
  for (const [{ resource }, place] of places) {
    if (rules.resource === "required" && (resource === undefined || resource.patterns.length === 0)) {
      refuse(inside(place, "Resource"), "no-resource");
    }
  }
  if (kind === "rcp") for (const [statement, place] of places) checkRcp(statement, place);
}

/** AWS: "legacy parsing" comes before everything that follows, and looks at dates and at ARNs that a later check has nothing against. */
function checkOldForms(statement: PolicyStatement, place: Place): void {
  checkConditions(statement.conditions, inside(place, "Condition"));
  const patterns = statement.resource?.patterns ?? [];
  if (!patterns.every(isOldFormArn)) refuse(inside(place, "Resource"), "legacy");
}

function checkPrincipalPresence(statement: PolicyStatement, place: Place, rules: KindRules): void {
  const { principal } = statement;
  if (rules.principal === "prohibited") {
    if (principal !== undefined) {
      refuse(inside(place, principal.isNegated ? "NotPrincipal" : "Principal"), "prohibited-element");
    }
    return;
  }
  if (principal === undefined) return refuse(inside(place, "Principal"), "missing-element");
  // AWS: trust policies know no NotPrincipal (elements, NotPrincipal).
  if (place.kind === "trust" && principal.isNegated) refuse(inside(place, "NotPrincipal"), "prohibited-element");
  checkPrincipal(principal, inside(place, principal.isNegated ? "NotPrincipal" : "Principal"));
}

function checkSids(places: readonly (readonly [PolicyStatement, Place])[], rules: KindRules): void {
  const seen = new Set<string>();
  for (const [{ sid }, place] of places) {
    if (sid === undefined || sid === "") continue;
    if (rules.hasAlphanumericSids && !/^[0-9A-Za-z]*$/.test(sid)) refuse(inside(place, "Sid"), "sid-form");
    if (seen.has(sid)) refuse(inside(place, "Sid"), "sid-duplicate");
    seen.add(sid);
  }
}

function checkResources(statement: PolicyStatement, place: Place, rules: KindRules): void {
  const { resource } = statement;
  if (rules.resource === "prohibited") {
    if (resource !== undefined) {
      refuse(inside(place, resource.isNegated ? "NotResource" : "Resource"), "prohibited-element");
    }
    return;
  }
  if (resource === undefined) return;
  const at = inside(place, resource.isNegated ? "NotResource" : "Resource");
  for (const pattern of resource.patterns) checkResource(pattern, at);
}

function checkActions(action: PatternElement, place: Place): void {
  for (const pattern of action.patterns) {
    const [vendor = "", ...rest] = pattern.split(":");
    if (rest.length === 0 && vendor !== "*") refuse(place, "action-vendor", pattern);
    if (rest.length > 1) refuse(place, "action-colons", pattern);
    if (vendor !== "*" && !/^[a-zA-Z0-9\-.]*$/.test(vendor)) refuse(place, "action-vendor-form", vendor);
    if (place.kind === "trust" && !/^sts:(\*|assumerole|tagsession|setsourceidentity|setcontext)/i.test(pattern)) {
      refuse(place, "action-not-sts", pattern);
    }
  }
  if (place.kind === "trust" && action.isNegated) refuse(inside(place, "NotAction"), "action-not-sts");
}

/** AWS: RCPs of customers deny, and name everybody (Organizations, "RCP syntax"). */
function checkRcp(statement: PolicyStatement, place: Place): void {
  if (statement.effect !== "Deny") refuse(inside(place, "Effect"), "not-supported");
  if (statement.principal?.isAnyone !== true || statement.principal.isNegated) {
    refuse(inside(place, "Principal"), "not-supported");
  }
  if (statement.action.isNegated || statement.action.patterns.includes("*")) {
    refuse(inside(place, "Action"), "not-supported");
  }
}
