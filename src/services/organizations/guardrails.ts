/**
 * What the authorizer lays over an account: its organization's policies, level by level. Compiled once and kept for as long as the service's
 * generation stands, which every write of Organizations moves in its own transaction; so one small read makes an answer exact, in every process
 * on the same store.
 *
 * AWS: principals of a closed account may do nothing, and nobody may reach what it has. Here that is one more level with a policy that denies.
 */
import { compilePolicy } from "../../auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../../auth/policy/compiled-policy.ts";
import type { PolicyLayer } from "../../auth/policy/decision.ts";
import type { AccountGuardrails, Guardrails } from "../../kit/ports/guardrails.ts";
import { withValue } from "../../kit/at-hand.ts";
import { readAtHand } from "../../storage/read-at-hand.ts";
import type { Reader, RecordStore } from "../../storage/record-store.ts";
import { COMPILED_POLICIES_MAX } from "./limits.ts";
import { organizationOf } from "./membership.ts";
import { policyArn } from "./names.ts";
import { attachedTo, getPolicy } from "./policies.ts";
import {
  type AccountNode,
  generationKey,
  type KeptPolicyType,
  type NodeRecord,
  type OrganizationRecord,
  type PolicyRecord,
} from "./records.ts";
import { chainOf, getAccount, pathOf } from "./tree.ts";

const LAYERS: Readonly<Record<KeptPolicyType, PolicyLayer>> = {
  SERVICE_CONTROL_POLICY: "service-control-policy",
  RESOURCE_CONTROL_POLICY: "resource-control-policy",
};

export function createGuardrails(records: RecordStore): Guardrails {
  let generation = "";
  let state: object | undefined;
  let known = new Map<string, AccountGuardrails | undefined>();
  const compiled = new Map<string, CompiledPolicy>();
  const compile = (organization: OrganizationRecord, policy: PolicyRecord): CompiledPolicy => {
    const id = policyArn(organization, policy);
    const key = `${id}\n${policy.content}`;
    let ready = compiled.get(key);
    if (ready === undefined) {
      if (compiled.size >= COMPILED_POLICIES_MAX) compiled.clear();
      compiled.set(key, (ready = compilePolicy({ layer: LAYERS[policy.type], id }, policy.content)));
    }
    return ready;
  };
  return {
    of(accountId) {
      const { local } = records;
      if (local?.state !== undefined && local.state === state && known.has(accountId)) return known.get(accountId);
      return withValue(readAtHand(records, currentGeneration), (current) => {
        state = local?.state;
        if (current === generation && known.has(accountId)) return known.get(accountId);
        return withValue(
          readAtHand(records, (reader) => look(reader, accountId)),
          (seen) => keep(accountId, seen),
        );
      });
    },
  };

  function look(reader: Reader, accountId: string): Seen {
    return { generation: currentGeneration(reader), guardrails: read(reader, accountId, compile) };
  }

  /** A slower reader may come back with an older state than the one that is kept; then only its own answer is good. */
  function keep(accountId: string, seen: Seen): AccountGuardrails | undefined {
    if (seen.generation !== generation && Number(seen.generation) > Number(generation)) {
      generation = seen.generation;
      known = new Map();
    }
    if (seen.generation === generation) known.set(accountId, seen.guardrails);
    return seen.guardrails;
  }
}

interface Seen {
  readonly generation: string;
  readonly guardrails: AccountGuardrails | undefined;
}

function currentGeneration(reader: Reader): string {
  return textOf(reader.get(generationKey));
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "0" : Buffer.from(bytes).toString();
}

type Compile = (organization: OrganizationRecord, policy: PolicyRecord) => CompiledPolicy;

function read(reader: Reader, accountId: string, compile: Compile): AccountGuardrails | undefined {
  const organization = organizationOf(reader, accountId);
  if (organization === undefined) return undefined;
  const account = getAccount(reader, organization, accountId);
  const chain = chainOf(reader, organization, account);
  const isManagementAccount = accountId === organization.managementAccountId;
  const levels = (type: KeptPolicyType): readonly (readonly CompiledPolicy[])[] | undefined => {
    if (isManagementAccount) return undefined;
    const closed = account.state === "SUSPENDED" ? [[closedPolicy(account, type)]] : [];
    if (!organization.enabledTypes.includes(type)) return closed.length === 0 ? undefined : closed;
    return [...closed, ...chain.map((node) => policiesOf(reader, organization, { node, type, compile }))];
  };
  return {
    organizationId: organization.id,
    // AWS: the path ends with the OU (or root) the account is in; the account itself is not part of it.
    path: pathOf(organization, chain.slice(0, -1)),
    isManagementAccount,
    scps: levels("SERVICE_CONTROL_POLICY"),
    rcps: levels("RESOURCE_CONTROL_POLICY"),
  };
}

function policiesOf(
  reader: Reader,
  organization: OrganizationRecord,
  { node, type, compile }: { readonly node: NodeRecord; readonly type: KeptPolicyType; readonly compile: Compile },
): readonly CompiledPolicy[] {
  const ids = attachedTo(reader, organization, { targetId: node.id, type });
  return ids.map((id) => compile(organization, getPolicy(reader, organization, id)));
}

function closedPolicy(account: AccountNode, type: KeptPolicyType): CompiledPolicy {
  const principal = type === "RESOURCE_CONTROL_POLICY" ? { Principal: "*" } : {};
  return compilePolicy(
    { layer: LAYERS[type], id: `account ${account.id} is closed` },
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", ...principal, Action: "*", Resource: "*" }],
    }),
  );
}
