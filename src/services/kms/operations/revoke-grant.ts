/**
 * RevokeGrant. @throws NotFoundException; InvalidArnException; InvalidGrantIdException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
 */
import { condition, keyAccess } from "../access.ts";
import { notFound } from "../errors.ts";
import { checkGrantId } from "../grants/grant-ids.ts";
import { findGrant, removeGrant } from "../grants/grants.ts";
import { findKeyByIdOrArn } from "../keys/find-key.ts";
import { endDryRun } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";

export const revokeGrant: KmsOperation<"RevokeGrant"> = {
  access: (input, context) =>
    keyAccess("RevokeGrant", input.KeyId, context, {
      ...condition("kms:GrantIsForAWSResource", (context.calledVia ?? []).length > 0),
    }),
  async handle(input, context, kms) {
    checkGrantId(input.GrantId);
    await kms.records.transact((transaction) => {
      const { place, id } = findKeyByIdOrArn(transaction, input.KeyId, context);
      const grant = findGrant(transaction, place, id, input.GrantId);
      if (grant === undefined) throw notFound(`Grant ${input.GrantId} does not exist`);
      endDryRun(input.DryRun);
      removeGrant(transaction, place, id, grant);
    });
    return {};
  },
};
