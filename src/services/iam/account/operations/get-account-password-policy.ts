/**
 * GetAccountPasswordPolicy. @throws NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html
 */
import { accessTo } from "../../access.ts";
import { getPasswordPolicy, passwordPolicyShape } from "../password-policy.ts";
import type { IamOperation } from "../../iam.ts";

export const getAccountPasswordPolicy: IamOperation<"GetAccountPasswordPolicy"> = {
  access: () => accessTo("GetAccountPasswordPolicy", "*"),
  handle: (_input, { accountId }, iam) =>
    iam.records.read((reader) => ({ PasswordPolicy: passwordPolicyShape(getPasswordPolicy(reader, accountId)) })),
};
