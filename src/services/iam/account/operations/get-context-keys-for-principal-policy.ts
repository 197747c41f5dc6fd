/**
 * GetContextKeysForPrincipalPolicy. @throws InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html
 */
import { accessTo } from "../../access.ts";
import { keysOf } from "../simulation/context-keys.ts";
import { policiesOfSource, requireSource } from "../simulation/policy-source.ts";
import { policyList } from "../simulation/simulation-input.ts";
import type { IamOperation } from "../../iam.ts";

export const getContextKeysForPrincipalPolicy: IamOperation<"GetContextKeysForPrincipalPolicy"> = {
  access: (input) => accessTo("GetContextKeysForPrincipalPolicy", input.PolicySourceArn),
  async handle(input, { accountId }, iam) {
    const aws = await iam.awsPolicies();
    const given = policyList(input.PolicyInputList, "PolicyInputList");
    const own = await iam.records.read((reader) => {
      const place = { reader, aws, accountId };
      return policiesOfSource(place, requireSource(place, input.PolicySourceArn));
    });
    return { ContextKeyNames: [...keysOf([...own, ...given].map(({ compiled }) => compiled.document))] };
  },
};
