/**
 * The account that an access key id belongs to. AWS: says nothing about whether the key is there or active, because the id itself tells; keys whose ids
 * were given by hand (root keys from the environment, seeded users) are looked up first.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { accountOfAccessKeyId } from "../../../kit/access-key-id.ts";
import type { Operation } from "../../../kit/operation.ts";
import * as check from "../check-input.ts";
import { validationError } from "../errors.ts";
import type { Sts } from "../sts.ts";

export const getAccessKeyInfo: Operation<typeof Sdk, "GetAccessKeyInfo", Sts> = {
  validate(input) {
    check.requireValid(check.text("accessKeyId", input.AccessKeyId, check.ACCESS_KEY_ID_RULE));
  },
  access: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
  async handle({ AccessKeyId }, _context, { identities }) {
    const known = await identities.findAccessKey(AccessKeyId);
    const account = known?.principal.accountId ?? accountOfAccessKeyId(AccessKeyId);
    // The text is assumed.
    if (account === undefined) throw validationError(`${AccessKeyId} is not a valid access key ID`);
    return { Account: account };
  },
};
