/**
 * The policies that are asked, by layer. A layer that is `undefined` is not there and forbids nothing; a layer that is there must allow.
 */
import type { CompiledPolicy } from "./compiled-policy.ts";

export interface PolicyLayers {
  /** One list a level, root to account; each level must allow. Undefined outside of an organization and for its management account. */
  readonly rcps?: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly scps?: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly resourcePolicy?: CompiledPolicy | undefined;
  /**
   * `grants`: in one account the resource policy or the identity policies may allow. `decides`: the resource policy must allow also in one
   * account, by naming the principal or by delegating to the account (KMS keys, role trust). `denies`: it is not the policy of the resource's
   * owner, so what it allows does not count (S3 objects of other accounts in a bucket).
   */
  readonly resourceRule: "grants" | "decides" | "denies";
  /** Something other than a policy that allows on the resource's side, e.g. a KMS grant; its name for people. */
  readonly resourceGrant?: string | undefined;
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy | undefined;
  /** Session policies: their union must allow. Undefined when the session has none. */
  readonly session?: readonly CompiledPolicy[] | undefined;
  readonly vpcEndpoint?: CompiledPolicy | undefined;
}
