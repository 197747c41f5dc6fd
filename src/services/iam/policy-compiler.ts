/**
 * From an entity's record to compiled policies. A text that was compiled once for a source is not compiled again, so that after a change only
 * what changed costs anything.
 */
import { compilePolicy } from "../../auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../../auth/policy/compiled-policy.ts";
import type { PolicyLayer } from "../../auth/policy/decision.ts";
import type { Reader } from "../../storage/record-store.ts";
import { boundedCache } from "./bounded-cache.ts";
import { COMPILED_POLICIES_MAX } from "./limits.ts";
import type { AwsPolicies } from "./managed-policies/aws-policies.ts";
import { defaultDocument, findPolicy } from "./store/policies.ts";
import type { EntityKind, EntityRecord } from "./store/records.ts";

/** Where policies are looked up: the account's own, and AWS's. */
export interface PolicyPlace {
  readonly reader: Reader;
  readonly aws: AwsPolicies;
  readonly accountId: string;
}

export interface PolicyCompiler {
  /** Inline and attached policies of a user, group or role. */
  identity(place: PolicyPlace, kind: EntityKind, entity: EntityRecord): CompiledPolicy[];
  /** A boundary that is set and cannot be found allows nothing. */
  boundary(place: PolicyPlace, policyArn: string | undefined): CompiledPolicy | undefined;
  managed(place: PolicyPlace, layer: PolicyLayer, policyArn: string): CompiledPolicy | undefined;
}

const NOTHING_ALLOWED = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';

export function createPolicyCompiler(): PolicyCompiler {
  const compiled = boundedCache<CompiledPolicy>(COMPILED_POLICIES_MAX);
  const compile = (layer: PolicyLayer, id: string, text: string): CompiledPolicy => {
    const key = `${layer}\n${id}\n${text}`;
    const known = compiled.get(key) ?? compilePolicy({ layer, id }, text);
    compiled.set(key, known);
    return known;
  };
  const managed: PolicyCompiler["managed"] = (place, layer, policyArn) => {
    const text = documentOf(place, policyArn);
    return text === undefined ? undefined : compile(layer, policyArn, text);
  };
  return {
    managed,
    identity(place, kind, { name, inline, attached }) {
      return [
        ...inline.map((policy) => compile("identity-policy", `${kind}/${name}/${policy.name}`, policy.document)),
        ...attached.map((arn) => managed(place, "identity-policy", arn)).filter((policy) => policy !== undefined),
      ];
    },
    boundary(place, policyArn) {
      if (policyArn === undefined) return undefined;
      const found = managed(place, "permissions-boundary", policyArn);
      return found ?? compile("permissions-boundary", policyArn, NOTHING_ALLOWED);
    },
  };
}

/** The text in force of a managed policy of the account or of AWS. */
export function documentOf({ reader, aws, accountId }: PolicyPlace, policyArn: string): string | undefined {
  const own = findPolicy(reader, accountId, policyArn);
  return own === undefined ? aws.find(policyArn)?.document : defaultDocument(own);
}
