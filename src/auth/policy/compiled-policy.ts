/**
 * A policy made ready for matching: globs, addresses, dates and variables are read once, when the policy is stored or first used, and statements
 * are sorted by the service that their actions name, so that a request looks at few of them. Made by `compilePolicy`.
 */
import type { PolicySource, StatementRef } from "./decision.ts";
import type { PolicyDocument, PolicyEffect, PolicyStatement } from "./policy-document.ts";
import type { ContextKeys, PolicyPrincipal } from "./policy-request.ts";

export interface CompiledPolicy {
  readonly source: PolicySource;
  readonly document: PolicyDocument;
  /** In the order of the document. */
  readonly statements: readonly CompiledStatement[];
  /** The statements that can mean actions of a service, by its lower-case prefix (`s3`). */
  readonly byService: ReadonlyMap<string, StatementGroup>;
  /** The statements for services that `byService` does not list: `*`, `NotAction` ... */
  readonly otherServices: StatementGroup;
  /** Whether a condition or a variable names this key; lower case. */
  mentions(lowerCaseKey: string): boolean;
  /** Whether a condition or a variable names a key that begins so; lower case, e.g. `s3:existingobjecttag/`. */
  mentionsPrefix(lowerCasePrefix: string): boolean;
}

export interface StatementGroup {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

/**
 * How a principal element means the caller. `direct`: by the ARN of the user or session itself, as service, or as everybody; `identity`: by the
 * role or user behind the session; `account`: by its account, which leaves the decision to the policies of that account.
 */
export type PrincipalReach = "direct" | "identity" | "account";

export interface CompiledStatement {
  readonly ref: StatementRef;
  readonly effect: PolicyEffect;
  readonly statement: PolicyStatement;
  /** `lowerCaseAction`: `s3:getobject`. */
  matchesAction(lowerCaseAction: string): boolean;
  matchesResource(resource: string, context: ContextKeys): boolean;
  /**
   * Undefined when the statement does not mean the caller; statements without a principal mean everybody directly. `isBounded`: the caller has a
   * permissions boundary.
   */
  reachOf(principal: PolicyPrincipal, isBounded: boolean): PrincipalReach | undefined;
  readonly conditions: readonly CompiledCondition[];
}

export interface CompiledCondition {
  /** As written. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  holds(context: ContextKeys): boolean;
}
