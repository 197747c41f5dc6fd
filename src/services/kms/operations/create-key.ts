/**
 * CreateKey. @throws ValidationException; TagException; UnsupportedOperationException; MalformedPolicyDocumentException; LimitExceededException;
 * NotImplemented for keys in custom key stores
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
import { accountAccess, condition, tagConditions } from "../access.ts";
import { insertKey } from "../keys/insert-key.ts";
import { keyArn } from "../keys/key-reference.ts";
import { keyMetadata } from "../keys/key-metadata.ts";
import { findKeyById } from "../keys/find-key.ts";
import { makeKey, readKeyDesign } from "../keys/new-key.ts";
import type { KmsOperation } from "../kms.ts";
import { checkKeyPolicy, keptKeyPolicy } from "../policies/check-key-policy.ts";
import { defaultKeyPolicy } from "../policies/default-policy.ts";

export const createKey: KmsOperation<"CreateKey"> = {
  access: (input, context) => {
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
    const checks = accountAccess("CreateKey", context, {
      ...condition("kms:KeySpec", spec),
      ...condition("kms:KeyUsage", input.KeyUsage ?? "ENCRYPT_DECRYPT"),
      ...condition("kms:KeyOrigin", input.Origin ?? "AWS_KMS"),
      ...condition("kms:MultiRegion", input.MultiRegion ?? false),
      ...condition("kms:MultiRegionKeyType", input.MultiRegion === true ? "PRIMARY" : undefined),
      ...condition("kms:BypassPolicyLockoutSafetyCheck", input.BypassPolicyLockoutSafetyCheck ?? false),
      ...tagConditions(input.Tags),
    });
    // AWS: tags at creation need kms:TagResource as well (API reference, Tags).
    return (input.Tags ?? []).length === 0
      ? checks
      : [...checks, ...accountAccess("TagResource", context, tagConditions(input.Tags))];
  },
  async handle(input, context, kms) {
    const design = readKeyDesign(input);
    const place = { accountId: context.accountId, region: context.region };
    const id = design.isMultiRegion ? `mrk-${kms.runtime.ids.hex(16)}` : kms.runtime.ids.uuid();
    const policy = input.Policy ?? defaultKeyPolicy(context);
    checkKeyPolicy({
      text: policy,
      arn: keyArn(place, id),
      caller: context,
      isLockoutAllowed: input.Policy === undefined || input.BypassPolicyLockoutSafetyCheck,
    });
    const made = await makeKey(kms, place, { ...design, id, policy, createdMs: context.nowMs });
    const metadata = await kms.records.transact((transaction) => {
      const kept = keptKeyPolicy(kms, transaction, { text: policy, caller: context });
      insertKey(transaction, { ...made, key: { ...made.key, policy: kept } });
      const found = findKeyById(transaction, place, id, { nowMs: context.nowMs });
      return found && keyMetadata(transaction, found);
    });
    return { KeyMetadata: metadata };
  },
};
