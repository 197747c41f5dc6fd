/**
 * SimulateCustomPolicy: policies that nobody has. @throws ValidationError; InvalidInput
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
import { accessTo } from "../../access.ts";
import { givenContext } from "../simulation/context-keys.ts";
import {
  boundaryFrom,
  ownerAccount,
  policyList,
  requireSimulation,
  resourcePolicyFrom,
  simulatePage,
  userPrincipal,
} from "../simulation/simulation-input.ts";
import type { PolicyPrincipal } from "../../../../auth/policy/policy-request.ts";
import type { IamOperation } from "../../iam.ts";

export const simulateCustomPolicy: IamOperation<"SimulateCustomPolicy"> = {
  validate: requireSimulation,
  access: () => accessTo("SimulateCustomPolicy", "*"),
  handle(input, { accountId }) {
    const { CallerArn } = input;
    const principal = CallerArn === undefined ? anyUser(accountId) : userPrincipal(CallerArn);
    const simulation = {
      principal,
      context: givenContext(input.ContextEntries ?? []),
      identity: policyList(input.PolicyInputList, "PolicyInputList"),
      boundary: boundaryFrom(input.PermissionsBoundaryPolicyInputList),
      resourcePolicy: resourcePolicyFrom(input),
      resourceOwner: ownerAccount(input.ResourceOwner) ?? principal.accountId,
    };
    return Promise.resolve(simulatePage(input, simulation));
  },
};

/** A user of the account whose name no resource policy can mean. */
function anyUser(accountId: string): PolicyPrincipal {
  return { type: "user", accountId, arn: undefined };
}
