/**
 * RetireGrant: by token, or by key ARN and grant id. The retiring principal may, the grantee when the grant says so, and who has kms:RetireGrant.
 *
 * @throws ValidationException; InvalidGrantTokenException; InvalidGrantIdException; NotFoundException; DryRunOperationException
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
 */
import { keyAccess } from "../access.ts";
import { notFound, validation } from "../errors.ts";
import { checkGrantId } from "../grants/grant-ids.ts";
import { type GrantName, openGrantToken, readGrantToken } from "../grants/grant-token.ts";
import { findGrant, removeGrant } from "../grants/grants.ts";
import { findKeyByIdOrArn } from "../keys/find-key.ts";
import { endDryRun } from "../keys/use-key.ts";
import type { Kms, KmsOperation } from "../kms.ts";
import { GRANT_ID } from "../resource-facts.ts";

interface RetireInput {
  readonly GrantToken?: string | undefined;
  readonly KeyId?: string | undefined;
  readonly GrantId?: string | undefined;
}

export const retireGrant: KmsOperation<"RetireGrant"> = {
  access: (input, context) => {
    const named = input.GrantToken === undefined ? undefined : readGrantToken(input.GrantToken);
    const grantId = named?.grantId ?? input.GrantId;
    const keyId = named?.keyArn ?? input.KeyId;
    // What names no grant is refused below for what it is.
    return keyId === undefined || grantId === undefined
      ? []
      : keyAccess("RetireGrant", keyId, context, { [GRANT_ID]: grantId });
  },
  async handle(input, context, kms) {
    const { keyArn, grantId } = readGrantName(kms, input);
    await kms.records.transact((transaction) => {
      const { place, id } = findKeyByIdOrArn(transaction, keyArn, context);
      const grant = findGrant(transaction, place, id, grantId);
      if (grant === undefined) throw notFound(`Grant ${grantId} does not exist`);
      endDryRun(input.DryRun);
      removeGrant(transaction, place, id, grant);
    });
    return {};
  },
};

function readGrantName(kms: Kms, { GrantToken, KeyId, GrantId }: RetireInput): GrantName {
  if (GrantToken !== undefined) {
    if (KeyId !== undefined || GrantId !== undefined)
      throw validation("Specify either a grant token, or a key ARN and a grant ID.");
    return openGrantToken(kms, GrantToken);
  }
  if (KeyId === undefined || GrantId === undefined)
    throw validation("Specify either a grant token, or a key ARN and a grant ID.");
  checkGrantId(GrantId);
  return { keyArn: KeyId, grantId: GrantId };
}
