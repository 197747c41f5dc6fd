/**
 * GetContextKeysForCustomPolicy. @throws InvalidInput
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
import { accessTo } from "../../access.ts";
import { keysOf } from "../simulation/context-keys.ts";
import { policyList } from "../simulation/simulation-input.ts";
import type { IamOperation } from "../../iam.ts";

export const getContextKeysForCustomPolicy: IamOperation<"GetContextKeysForCustomPolicy"> = {
  access: () => accessTo("GetContextKeysForCustomPolicy", "*"),
  async handle(input) {
    const policies = policyList(input.PolicyInputList, "PolicyInputList");
    return { ContextKeyNames: [...keysOf(policies.map(({ compiled }) => compiled.document))] };
  },
};
