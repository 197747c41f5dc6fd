/**
 * CreatePolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException;
 * PolicyTypeNotAvailableForOrganizationException; ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED; MalformedPolicyDocumentException;
 * DuplicatePolicyException; ConstraintViolationException POLICY_NUMBER_LIMIT_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html
 */
import { check, policyType, requestTags, unknownArn } from "../access.ts";
import { checkedTags, checkedText } from "../check-input.ts";
import { POLICY_DESCRIPTION_LENGTH_MAX, POLICY_NAME_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import { newSuffix } from "../names.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { createPolicy as create, policyShape } from "../policy-changes.ts";
import { keptType } from "../policy-types.ts";

export const createPolicy: OrganizationsOperation<"CreatePolicy"> = {
  access: (input, context) => [
    check("CreatePolicy", unknownArn(context, "p-*"), { ...policyType(input.Type), ...requestTags(input.Tags) }),
  ],
  async handle(input, context, organizations) {
    const type = keptType("CreatePolicy", input.Type);
    const name = checkedText(input.Name, POLICY_NAME_LENGTH_MAX);
    const description = checkedText(input.Description, POLICY_DESCRIPTION_LENGTH_MAX, 0);
    const content = checkedText(input.Content, Infinity);
    const tags = checkedTags(input.Tags);
    const id = `p-${newSuffix(organizations.runtime.random, 8)}`;
    return change(organizations, context, (transaction, organization) => {
      const policy = { id, type, name, description, content, isAwsManaged: false };
      create(transaction, organization, { policy, tags });
      return { Policy: policyShape(organization, policy) };
    });
  },
};
