/**
 * SimulatePrincipalPolicy: the policies of a user, group or role, with its boundary and its account's SCPs. @throws ValidationError;
 * InvalidInput; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import { accessTo } from "../../access.ts";
import { givenContext } from "../simulation/context-keys.ts";
import {
  boundaryOfSource,
  contextOfSource,
  policiesOfSource,
  principalOfSource,
  requireSource,
} from "../simulation/policy-source.ts";
import {
  boundaryFrom,
  ownerAccount,
  policyList,
  requireSimulation,
  resourcePolicyFrom,
  simulatePage,
  userPrincipal,
} from "../simulation/simulation-input.ts";
import type { IamOperation } from "../../iam.ts";

export const simulatePrincipalPolicy: IamOperation<"SimulatePrincipalPolicy"> = {
  validate: requireSimulation,
  access: (input) => accessTo("SimulatePrincipalPolicy", input.PolicySourceArn),
  async handle(input, { accountId }, iam) {
    const aws = await iam.awsPolicies();
    const { scps } = (await (await iam.guardrails()).of(accountId)) ?? {};
    const found = await iam.records.read((reader) => {
      const place = { reader, aws, accountId };
      const source = requireSource(place, input.PolicySourceArn);
      return { source, identity: policiesOfSource(place, source), boundary: boundaryOfSource(place, source) };
    });
    const { CallerArn } = input;
    const principal = CallerArn === undefined ? principalOfSource(accountId, found.source) : userPrincipal(CallerArn);
    return simulatePage(input, {
      principal,
      scps,
      context: givenContext(input.ContextEntries ?? [], contextOfSource(accountId, found.source)),
      identity: [...found.identity, ...policyList(input.PolicyInputList, "PolicyInputList")],
      boundary: boundaryFrom(input.PermissionsBoundaryPolicyInputList) ?? found.boundary,
      resourcePolicy: resourcePolicyFrom(input),
      resourceOwner: ownerAccount(input.ResourceOwner) ?? principal.accountId,
    });
  },
};
