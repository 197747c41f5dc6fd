/**
 * ReplicateKey: the replica is ready when it is answered, but for imported material. @throws ValidationException; TagException; NotFoundException;
 * UnsupportedOperationException; DisabledException; KMSInvalidStateException; AlreadyExistsException; MalformedPolicyDocumentException;
 * LimitExceededException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
 */
import { AWS_REGIONS } from "../../../kit/regions.ts";
import { accountAccess, condition, keyAccess, tagConditions } from "../access.ts";
import { alreadyExists, unsupported, validation } from "../errors.ts";
import { findKeyById, findOwnKey, type FoundKey } from "../keys/find-key.ts";
import { keyMetadata } from "../keys/key-metadata.ts";
import { keyArn } from "../keys/key-reference.ts";
import { requireState, USABLE } from "../keys/key-state.ts";
import { listTags, mergeTags, readTags } from "../keys/tags.ts";
import type { KmsOperation } from "../kms.ts";
import { checkKeyPolicy, keptKeyPolicy } from "../policies/check-key-policy.ts";
import { defaultKeyPolicy } from "../policies/default-policy.ts";
import { backingKey, keyKey, type KeyRecord, writeRecord } from "../records.ts";
import { checkDescription } from "../validation.ts";

export const replicateKey: KmsOperation<"ReplicateKey"> = {
  access: (input, context) => {
    const there = { ...context, region: input.ReplicaRegion };
    return [
      ...keyAccess("ReplicateKey", input.KeyId, context, condition("kms:ReplicaRegion", input.ReplicaRegion)),
      ...accountAccess("CreateKey", there, condition("kms:MultiRegionKeyType", "REPLICA")),
      ...((input.Tags ?? []).length === 0 ? [] : accountAccess("TagResource", there, tagConditions(input.Tags))),
    ];
  },
  handle(input, context, kms) {
    const region = input.ReplicaRegion;
    checkDescription(input.Description);
    const tags = mergeTags({}, readTags(input.Tags));
    if (!(AWS_REGIONS as readonly string[]).includes(region)) throw validation(`${region} is not a valid Region.`);
    return kms.records.transact((transaction) => {
      const found = findOwnKey(transaction, input.KeyId, context, "ReplicateKey");
      const family = requirePrimaryKey(found);
      requireState(found, USABLE);
      const { id, backing } = found;
      const place = { accountId: context.accountId, region };
      if (region === family.primary || family.replicas.includes(region))
        throw alreadyExists(`Key ${keyArn(place, id)} already exists.`);
      const policy = input.Policy ?? defaultKeyPolicy(context);
      checkKeyPolicy({
        text: policy,
        arn: keyArn(place, id),
        caller: context,
        isLockoutAllowed: input.Policy === undefined || input.BypassPolicyLockoutSafetyCheck,
      });
      const replica: KeyRecord = {
        id,
        createdMs: context.nowMs,
        description: input.Description ?? "",
        isEnabled: true,
        policy: keptKeyPolicy(kms, transaction, { text: policy, caller: context }),
        tags,
      };
      writeRecord(transaction, keyKey(place, id), replica);
      const multiRegion = { ...family, replicas: [...family.replicas, region] };
      writeRecord(transaction, backingKey(place, id), { ...backing, multiRegion });
      const made = findKeyById(transaction, place, id, { nowMs: context.nowMs });
      return {
        ReplicaKeyMetadata: made && keyMetadata(transaction, made),
        ReplicaPolicy: policy,
        ReplicaTags: listTags(tags),
      };
    });
  },
};

/** @throws {ServiceError} UnsupportedOperationException */
function requirePrimaryKey({ arn, place, backing }: FoundKey): NonNullable<FoundKey["backing"]["multiRegion"]> {
  const family = backing.multiRegion;
  if (family === undefined || family.primary !== place.region)
    throw unsupported(`${arn} is not a multi-region primary key.`);
  return family;
}
