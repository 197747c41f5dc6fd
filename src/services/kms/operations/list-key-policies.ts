/**
 * ListKeyPolicies: there is one, `default`. @throws ValidationException; NotFoundException; InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html
 */
import { keyAccess } from "../access.ts";
import { findOwnKey } from "../keys/find-key.ts";
import type { KmsOperation } from "../kms.ts";
import { POLICIES_PAGE } from "../limits.ts";
import { slicePage } from "../paging.ts";
import { POLICY_NAME } from "../policies/default-policy.ts";

export const listKeyPolicies: KmsOperation<"ListKeyPolicies"> = {
  access: (input, context) => keyAccess("ListKeyPolicies", input.KeyId, context),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      findOwnKey(reader, input.KeyId, context, "ListKeyPolicies");
      const { items, ...page } = slicePage([POLICY_NAME], input, POLICIES_PAGE);
      return { PolicyNames: [...items], ...page };
    }),
};
