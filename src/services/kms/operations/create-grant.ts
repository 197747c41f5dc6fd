/**
 * CreateGrant. With a name, asking again for the same grant gives the grant that is there. @throws ValidationException; InvalidArnException;
 * NotFoundException; InvalidGrantTokenException; DisabledException; KMSInvalidStateException; LimitExceededException; DryRunOperationException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 */
import { isDeepStrictEqual } from "node:util";
import type { Reader } from "../../../storage/record-store.ts";
import { condition, type Conditions, contextConditions, keyAccess } from "../access.ts";
import { limitExceeded } from "../errors.ts";
import { checkGrantTokenList, issueGrantToken } from "../grants/grant-token.ts";
import { countGrants, grantsBy, putGrant } from "../grants/grants.ts";
import { checkGrantFitsKey, type GrantDesign, keptGrantDesign, readGrantDesign } from "../grants/new-grant.ts";
import { findKeyByIdOrArn, type FoundKey } from "../keys/find-key.ts";
import { requireState, USABLE } from "../keys/key-state.ts";
import { endDryRun } from "../keys/use-key.ts";
import type { KmsOperation } from "../kms.ts";
import { GRANTS_PER_KEY_MAX } from "../limits.ts";
import type { GrantRecord } from "../records.ts";

export const createGrant: KmsOperation<"CreateGrant"> = {
  access(input, context) {
    const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = input.Constraints ?? {};
    const conditions: Conditions = {
      ...contextConditions(equals ?? subset),
      ...condition("kms:GranteePrincipal", input.GranteePrincipal),
      ...condition("kms:GranteeServicePrincipal", input.GranteeServicePrincipal),
      ...condition("kms:RetiringPrincipal", input.RetiringPrincipal),
      ...condition("kms:RetiringServicePrincipal", input.RetiringServicePrincipal),
      ...condition("kms:GrantConstraintType", constraintType(equals, subset)),
      ...condition("kms:GrantConstraintSourceArn", SourceArn),
      // AWS: true when a service that is integrated with KMS makes the grant for the caller.
      ...condition("kms:GrantIsForAWSResource", (context.calledVia ?? []).length > 0),
      "kms:GrantOperations": input.Operations,
    };
    return keyAccess("CreateGrant", input.KeyId, context, conditions);
  },
  async handle(input, context, kms) {
    const asked = readGrantDesign(input);
    checkGrantTokenList(kms, input.GrantTokens);
    const grantId = kms.runtime.ids.hex(32);
    const { arn, id } = await kms.records.transact((transaction) => {
      const found = findKeyByIdOrArn(transaction, input.KeyId, context);
      requireState(found, USABLE);
      checkGrantFitsKey(found, asked);
      const design = keptGrantDesign(kms, transaction, asked, context);
      const same = findSameGrant(transaction, found, design);
      endDryRun(input.DryRun);
      if (same !== undefined) return { arn: found.arn, id: same.grantId };
      const grant: GrantRecord = {
        ...design,
        grantId,
        createdMs: context.nowMs,
        issuingAccount: context.accountId,
      };
      putGrant(transaction, found.place, found.id, grant);
      return { arn: found.arn, id: grantId };
    });
    return { GrantId: id, GrantToken: issueGrantToken(kms, { keyArn: arn, grantId: id }) };
  },
};

function constraintType(equals: object | undefined, subset: object | undefined): string | undefined {
  if (equals !== undefined) return "EncryptionContextEquals";
  return subset === undefined ? undefined : "EncryptionContextSubset";
}

/** The grant of that name with the same parameters. @throws {ServiceError} LimitExceededException when the key has all the grants it can have */
function findSameGrant(reader: Reader, found: FoundKey, design: GrantDesign): GrantRecord | undefined {
  const named = design.name === undefined ? [] : grantsBy(reader, found, "name", design.name);
  const same = named.find((grant) => isSameDesign(grant, design));
  if (same === undefined && countGrants(reader, found.place, found.id) >= GRANTS_PER_KEY_MAX)
    throw limitExceeded(`A KMS key can have at most ${GRANTS_PER_KEY_MAX} grants`);
  return same;
}

function isSameDesign(grant: GrantRecord, design: GrantDesign): boolean {
  // Through JSON, as the record went: members without a value are not there.
  const asked: unknown = JSON.parse(JSON.stringify({ ...grant, ...UNSET, ...design }));
  return isDeepStrictEqual(asked, grant);
}

/** Members that a design may leave out. */
const UNSET: Partial<GrantDesign> = {
  name: undefined,
  granteePrincipal: undefined,
  granteeServicePrincipal: undefined,
  retiringPrincipal: undefined,
  retiringServicePrincipal: undefined,
  constraints: undefined,
};
