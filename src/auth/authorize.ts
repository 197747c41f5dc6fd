/**
 * Who may do what, as the gateway and services that act for a caller ask it. `policy-authorizer.ts` answers.
 */
import type { AccessCheck } from "../kit/operation.ts";
import type { ErrorStyle } from "./error-style.ts";
import type { Caller } from "./principal.ts";

export interface Authorizer {
  /**
   * Passes when the caller may do all of `checks`; no checks at all means that any authenticated caller may.
   * @throws {AuthError} AccessDenied in the words of `style`, for the first check that fails
   */
  authorize(caller: Caller, checks: readonly AccessCheck[], style: ErrorStyle): Promise<void> | void;
  /**
   * Whether `authorize` would pass, for rules where a missing permission changes the answer instead of refusing (S3 tells who may list a bucket
   * that a key is not there). Leaves no trace.
   */
  allows(caller: Caller, checks: readonly AccessCheck[]): Promise<boolean>;
}
