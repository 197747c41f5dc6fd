/** The account of a call to S3 Control: it is named in the request, and nobody manages another's. */
import type { RequestContext } from "../../../kit/context.ts";
import { accessDenied } from "../errors.ts";

/** AWS: the account of `x-amz-account-id` must be the caller's. @throws {AccessDenied} 403 */
export function ownAccount(accountId: string | undefined, { principal }: RequestContext): string {
  const own = "accountId" in principal ? principal.accountId : undefined;
  if (own === undefined || (accountId !== undefined && accountId !== own)) throw accessDenied();
  return own;
}
