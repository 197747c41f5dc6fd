/**
 * The policy language as values: what `parsePolicy` makes of a JSON text and `compilePolicy` makes ready for matching. Lists are in the
 * order of the text; a single value and a list of one are the same thing.
 */

/**
 * What a policy is for. Each kind has its own rules about principals, resources, ids and the version.
 * `stored` is a policy that was accepted earlier: only the grammar counts.
 */
export type PolicyKind =
  | "identity"
  | "boundary"
  | "session"
  | "scp"
  | "rcp"
  | "resource"
  | "trust"
  | "kms-key"
  | "glue-catalog"
  | "vpc-endpoint"
  | "stored";

/** 2008-10-17 is also what a policy without a version has; it knows no policy variables. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

export interface PolicyDocument {
  readonly version: PolicyVersion;
  readonly id?: string | undefined;
  readonly statements: readonly PolicyStatement[];
}

export type PolicyEffect = "Allow" | "Deny";

/** `Action` or `NotAction`, `Resource` or `NotResource`: patterns with `*` and `?`. */
export interface PatternElement {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalElement {
  readonly isNegated: boolean;
  /** `"*"` or `{"AWS": "*"}`. */
  readonly isAnyone: boolean;
  /** Account ids, ARNs and unique ids, without `*`. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUsers: readonly string[];
}

export interface PolicyCondition {
  /** As written: `ForAllValues:StringLikeIfExists`. */
  readonly operator: string;
  /** As written: `aws:PrincipalTag/team`. */
  readonly key: string;
  readonly values: readonly string[];
}

export interface PolicyStatement {
  readonly sid?: string | undefined;
  readonly effect: PolicyEffect;
  readonly principal?: PrincipalElement | undefined;
  readonly action: PatternElement;
  /** Undefined in trust policies. */
  readonly resource?: PatternElement | undefined;
  readonly conditions: readonly PolicyCondition[];
}
