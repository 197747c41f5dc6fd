/**
 * What the authorizer must know of keys: owner, key policy, tags, grants, and the condition keys that need state. Checks name keys as requests do; here
 * an alias gives way to the ARN of its key.
 */
import type { Caller } from "../../auth/principal.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { ConditionLookup, ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import { parseArn } from "../../kit/arn.ts";
import type { Reader } from "../../storage/record-store.ts";
import { ALIASED_KEY } from "./access.ts";
import { allowsUse, countGrants, findGrant, granteeNames, grantsBy, isAsStrict, isNamed } from "./grants/grants.ts";
import { findKeyById, type FoundKey } from "./keys/find-key.ts";
import { ensureManagedKey } from "./keys/managed-keys.ts";
import type { Kms } from "./kms.ts";
import { ALIASES_PER_KEY_MAX, DAY_MS } from "./limits.ts";
import { type AliasRecord, aliasKey, aliasOfKey, type GrantRecord, type Place, readRecord } from "./records.ts";

/** Set on the check of RetireGrant: which grant. Not a key of AWS. */
export const GRANT_ID = "lakebed:grant-id";

const CONTEXT_PREFIX = "kms:EncryptionContext:";

export function createKmsResourceFacts(kms: Kms): ResourceFactsSource {
  return {
    async factsOf(check, caller) {
      const target = readTarget(check);
      if (target === undefined) return undefined;
      const { place, resource } = target;
      const nowMs = kms.runtime.clock.nowMs();
      if (resource.startsWith("alias/") && isAboutAlias(check)) return { accountId: place.accountId };
      if (resource.startsWith("alias/")) await ensureManagedKey(kms, place, resource, nowMs);
      return kms.records.read((reader) => {
        const id = keyIdOf(reader, place, resource);
        const found = id === undefined ? undefined : findKeyById(reader, place, id, { nowMs, cache: kms.cache });
        return found && factsOfKey(kms, reader, found, { check, caller, nowMs });
      });
    },
  };
}

function readTarget({ resource }: AccessCheck): { readonly place: Place; readonly resource: string } | undefined {
  const arn = parseArn(resource);
  if (arn?.service !== "kms") return undefined;
  return { place: { accountId: arn.accountId, region: arn.region }, resource: arn.resource };
}

/** Operations on aliases ask about the alias itself too, which has no policy of its own. */
function isAboutAlias({ action, conditions }: AccessCheck): boolean {
  return action.endsWith("Alias") && conditions?.[ALIASED_KEY] === undefined;
}

function keyIdOf(reader: Reader, place: Place, resource: string): string | undefined {
  if (resource.startsWith("key/")) return resource.slice("key/".length);
  return readRecord<AliasRecord>(reader, aliasKey(place, resource))?.targetKeyId;
}

interface Asked {
  readonly check: AccessCheck;
  readonly caller: Caller;
  readonly nowMs: number;
}

function factsOfKey(kms: Kms, reader: Reader, found: FoundKey, asked: Asked): ResourceFacts {
  const { place, arn, key } = found;
  return {
    resource: arn,
    accountId: place.accountId,
    policy: { id: arn, text: key.policy },
    rule: "decides",
    tags: key.tags,
    condition: conditionsOf(found),
    late: {
      prefixes: ["kms:resourcealiases", "kms:trailingdayswithoutkeyusage"],
      load: () => loadLate(kms, found, asked.nowMs),
    },
    grant: findDecidingGrant(reader, found, asked),
  };
}

function conditionsOf({ backing, place }: FoundKey): ConditionLookup {
  const { spec, usage, origin, multiRegion } = backing;
  // Policies choose the names that are asked for: a plain object would know `constructor` too.
  const values = new Map<string, string | undefined>(
    Object.entries({
      "kms:keyspec": spec,
      "kms:customermasterkeyspec": spec,
      "kms:keyusage": usage,
      "kms:customermasterkeyusage": usage,
      "kms:keyorigin": origin,
      "kms:multiregion": String(multiRegion !== undefined),
      "kms:multiregionkeytype": multiRegion && (multiRegion.primary === place.region ? "PRIMARY" : "REPLICA"),
    }),
  );
  return (key) => values.get(key);
}

async function loadLate(kms: Kms, { place, id, key }: FoundKey, nowMs: number): Promise<ConditionLookup> {
  const lastUse = await kms.lastUses.find(place, id);
  const idleDays = Math.floor((nowMs - (lastUse?.timeMs ?? key.createdMs)) / DAY_MS);
  const aliases = await kms.records.read((reader) =>
    reader
      .range({ prefix: aliasOfKey(place, id), limit: ALIASES_PER_KEY_MAX })
      .map((entry) => String(entry.key.at(-1))),
  );
  const values: Readonly<Record<string, string | readonly string[]>> = {
    "kms:resourcealiases": aliases,
    "kms:trailingdayswithoutkeyusage": String(idleDays),
  };
  return (name) => values[name];
}

/** The name of a grant that allows it, for people. */
function findDecidingGrant(reader: Reader, found: FoundKey, { check, caller }: Asked): string | undefined {
  const named = (grant: GrantRecord): string => `grant ${grant.grantId} of ${found.arn}`;
  const operation = check.action.slice("kms:".length);
  if (operation === "RetireGrant") {
    const grant = findGrant(reader, found.place, found.id, String(check.conditions?.[GRANT_ID]));
    return grant !== undefined && mayRetire(grant, caller) ? named(grant) : undefined;
  }
  // What a grant for CreateGrant passes on is decided by `isValidDelegation`, not by the constraints' own context.
  const context = operation === "CreateGrant" ? undefined : contextOf(check);
  if (countGrants(reader, found.place, found.id) === 0) return undefined;
  const sourceArn = caller.conditions?.["aws:SourceArn"];
  for (const name of granteeNames(caller.principal)) {
    for (const grant of grantsBy(reader, found, "grantee", name)) {
      const isAllowed = allowsUse(grant, { operation, context, sourceArn });
      if (isAllowed && isValidDelegation(grant, check)) return named(grant);
    }
  }
  return undefined;
}

// AWS: the retiring principal may retire, whatever operations the grant lists; the grantee only when RetireGrant is one of them.
function mayRetire(grant: GrantRecord, { principal }: Caller): boolean {
  return (
    isNamed(grant.retiringPrincipal, principal) ||
    isNamed(grant.retiringServicePrincipal, principal) ||
    (isNamed(grant.granteePrincipal, principal) && grant.operations.includes("RetireGrant"))
  );
}

/** A grant for CreateGrant passes on no more than it has itself. */
function isValidDelegation(grant: GrantRecord, check: AccessCheck): boolean {
  if (check.action !== "kms:CreateGrant") return true;
  const operations = check.conditions?.["kms:GrantOperations"] ?? [];
  const isPart = [operations].flat().every((operation) => (grant.operations as readonly string[]).includes(operation));
  const context = contextOf(check);
  const type = check.conditions?.["kms:GrantConstraintType"];
  const sourceArn = check.conditions?.["kms:GrantConstraintSourceArn"];
  const made = {
    ...(typeof type === "string" && context !== undefined ? { [type]: context } : {}),
    ...(typeof sourceArn === "string" ? { SourceArn: sourceArn } : {}),
  };
  return isPart && isAsStrict(made, grant.constraints);
}

/** Operations with an encryption context; for the others constraints on it do not count. */
const CONTEXT_ACTIONS = /^kms:(?:Encrypt|Decrypt|ReEncrypt(?:From|To)|GenerateDataKey\w*)$/;

function contextOf({ action, conditions = {} }: AccessCheck): Readonly<Record<string, string>> | undefined {
  const pairs = Object.entries(conditions).flatMap(([name, value]) =>
    name.startsWith(CONTEXT_PREFIX) && typeof value === "string"
      ? [[name.slice(CONTEXT_PREFIX.length), value] as const]
      : [],
  );
  // Not by assignment: the pair `__proto__` counts like any other.
  return CONTEXT_ACTIONS.test(action) || pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}
