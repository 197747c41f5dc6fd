/**
 * Who may do what. First cut: the root user of the account may do everything, anonymous callers nothing. The policy engine takes the place
 * of `rootOnlyAuthorizer` behind the same call, and services that act for a caller ask through it too.
 */
import { AuthError } from "../kit/errors.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { ErrorStyle } from "./error-style.ts";
import { type Caller, nameOf } from "./principal.ts";

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

export function rootOnlyAuthorizer(): Authorizer {
  return {
    authorize(caller, checks, style) {
      if (caller.principal.type !== "root") throw accessDenied(style, caller, checks[0]);
    },
    allows: (caller) => Promise.resolve(caller.principal.type === "root"),
  };
}

/** The denial of one check, as each family of services says it. */
export function accessDenied(style: ErrorStyle, caller: Caller, check: AccessCheck | undefined): AuthError {
  const { principal } = caller;
  // AWS: S3 tells anonymous callers nothing but this (S3 error list, AccessDenied).
  if (style === "s3" && principal.type === "anonymous") {
    return new AuthError({ code: "AccessDenied", status: 403, message: "Access Denied" });
  }
  const who = nameOf(principal);
  const action = check?.action ?? "this operation";
  const resource =
    check === undefined || check.resource === "*" ? "" : ` on resource: ${quoted(style, check.resource)}`;
  const message = `User: ${who} is not authorized to perform: ${action}${resource} because no identity-based policy allows the ${action} action`;
  return new AuthError({ ...DENIALS[style], message });
}

function quoted(style: ErrorStyle, resource: string): string {
  return style === "s3" ? `"${resource}"` : resource;
}

// AWS: the message form is that of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; codes and statuses are
// those of the Common Errors pages (EC2: UnauthorizedOperation).
export const DENIALS: Readonly<Record<ErrorStyle, { readonly code: string; readonly status: number }>> = {
  s3: { code: "AccessDenied", status: 403 },
  query: { code: "AccessDenied", status: 403 },
  ec2: { code: "UnauthorizedOperation", status: 403 },
  json: { code: "AccessDeniedException", status: 400 },
  "rest-json": { code: "AccessDeniedException", status: 403 },
};
