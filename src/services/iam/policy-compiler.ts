/**
 * From an entity's record to compiled policies. A text that was compiled once for a source is not compiled again, so that after a change only
 * what changed costs anything.
 */
import { compilePolicy } from "../../auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../../auth/policy/compiled-policy.ts";
import type { PolicyLayer, PolicySource } from "../../auth/policy/decision.ts";
import type { Reader } from "../../storage/record-store.ts";
import { BoundedCache } from "../../kit/bounded-cache.ts";
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
  const compiled = new BoundedCache<string, CompiledPolicy>(COMPILED_POLICIES_MAX);
  /** `version` tells one text of a source from another: the text itself, or what stands for one that never changes. */
  const compile = (source: PolicySource, text: string, version = text): CompiledPolicy => {
    const key = `${source.layer}\n${source.id}\n${version}`;
    const known = compiled.get(key) ?? compilePolicy(source, text);
    compiled.set(key, known);
    return known;
  };
  const managed: PolicyCompiler["managed"] = (place, layer, policyArn) => {
    const found = versionInForce(place, policyArn);
    return found === undefined ? undefined : compile({ layer, id: policyArn }, found.text, found.version);
  };
  return {
    managed,
    identity(place, kind, { name, inline, attached }) {
      const layer = "identity-policy";
      return [
        ...inline.map((policy) => compile({ layer, id: `${kind}/${name}/${policy.name}` }, policy.document)),
        ...attached.map((arn) => managed(place, layer, arn)).filter((policy) => policy !== undefined),
      ];
    },
    boundary(place, policyArn) {
      if (policyArn === undefined) return undefined;
      const layer = "permissions-boundary";
      return managed(place, layer, policyArn) ?? compile({ layer, id: policyArn }, NOTHING_ALLOWED);
    },
  };
}

/** The text in force of a managed policy of the account or of AWS. */
export function documentOf(place: PolicyPlace, policyArn: string): string | undefined {
  return versionInForce(place, policyArn)?.text;
}

/** Versions never change, so policy and number stand for the text, which may be long. */
function versionInForce(
  { reader, aws, accountId }: PolicyPlace,
  policyArn: string,
): { readonly text: string; readonly version: string } | undefined {
  const own = findPolicy(reader, accountId, policyArn);
  if (own !== undefined) return { text: defaultDocument(own), version: `${own.id}/${own.defaultVersion}` };
  const theirs = aws.find(policyArn);
  return theirs === undefined ? undefined : { text: theirs.document, version: theirs.defaultVersionId };
}
