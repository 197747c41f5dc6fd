/**
 * What an evaluation says: the answer, the layer that gave it, and how every layer that was looked at contributed, so that a denial can be
 * explained statement by statement.
 */

/** Kinds of policies, in the order in which AWS evaluates them. */
export type PolicyLayer =
  | "resource-control-policy"
  | "service-control-policy"
  | "resource-policy"
  | "identity-policy"
  | "permissions-boundary"
  | "session-policy"
  | "vpc-endpoint-policy";

/** Where a policy comes from, for people. */
export interface PolicySource {
  readonly layer: PolicyLayer;
  /** ARN of a managed policy or of the resource, else `user/alice/inline-name`, `session/inline/0` ... */
  readonly id: string;
}

/** One statement of one policy. */
export interface StatementRef {
  readonly source: PolicySource;
  /** Zero-based place in the document. */
  readonly index: number;
  readonly sid: string | undefined;
}

export type LayerOutcome =
  /** A statement with `Deny` matched. */
  | "explicit-deny"
  /** A statement with `Allow` matched. */
  | "allow"
  /** The layer is there and nothing in it matched. */
  | "implicit-deny"
  /** There is no policy of this kind, or it does not apply to this principal. */
  | "not-applicable";

export interface LayerResult {
  readonly layer: PolicyLayer;
  readonly outcome: LayerOutcome;
  /** The statement that decided: the first matching deny, else the first matching allow. */
  readonly statement?: StatementRef | undefined;
}

export interface Decision {
  readonly isAllowed: boolean;
  /** `explicit-deny`: some layer denied. `implicit-deny`: a layer that had to allow did not. */
  readonly outcome: "allow" | "explicit-deny" | "implicit-deny";
  /** The layer that denied, or that granted. */
  readonly layer: PolicyLayer;
  /** The deciding statement; undefined for an implicit denial. */
  readonly statement?: StatementRef | undefined;
  /** True when principal and resource are of different accounts. */
  readonly isCrossAccount: boolean;
}

/** A decision with everything that was looked at; computed only when somebody asks why. */
export interface ExplainedDecision extends Decision {
  readonly layers: readonly LayerResult[];
  /** Every statement whose action and resource matched and whose condition did not, with the condition that failed. */
  readonly nearMisses: readonly NearMiss[];
  /** Set when something refused that is no policy, whatever the policies say (S3 Block Public Access): a clause, for people. */
  readonly block?: string | undefined;
}

export interface NearMiss {
  readonly statement: StatementRef;
  readonly effect: "Allow" | "Deny";
  /** e.g. `StringEquals aws:PrincipalTag/team: request has ["ml"], policy wants ["data"]`. */
  readonly reason: string;
}
