/**
 * Says whose credentials signed the request. AWS: needs no permission, and even a policy that denies it does not stop it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import type { Operation } from "../../../kit/operation.ts";
import { assert } from "../../../runtime/assert.ts";
import type { Sts } from "../sts.ts";

export const getCallerIdentity: Operation<typeof Sdk, "GetCallerIdentity", Sts> = {
  access: () => [],
  handle: async (_input, { principal }) => {
    assert(
      principal.type !== "anonymous" && principal.type !== "service",
      "STS answered a request without a signature",
    );
    return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn };
  },
};
