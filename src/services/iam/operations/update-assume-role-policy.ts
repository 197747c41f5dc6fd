/**
 * UpdateAssumeRolePolicy. @throws ValidationError; MalformedPolicyDocument; LimitExceeded; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
 */
import { namedAccess } from "../access.ts";
import { requireModifiable } from "../entity-ref.ts";
import type { IamOperation } from "../iam.ts";
import { writeEntity } from "../store/entities.ts";
import { checkTrustPolicy, keptTrustPolicy } from "../trust-policy.ts";
import { requireRoleName } from "../validation.ts";

export const updateAssumeRolePolicy: IamOperation<"UpdateAssumeRolePolicy"> = {
  access: (input, context) => namedAccess("UpdateAssumeRolePolicy", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    await checkTrustPolicy(iam, input.PolicyDocument, "policyDocument");
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const role = requireModifiable(transaction, accountId, { kind: "role", name: input.RoleName });
      const trustPolicy = keptTrustPolicy(transaction, accountId, input.PolicyDocument);
      writeEntity(transaction, accountId, "role", { ...role, trustPolicy });
    });
    return {};
  },
};
