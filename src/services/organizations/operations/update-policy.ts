/**
 * UpdatePolicy: name, description or content. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException;
 * InvalidInputException IMMUTABLE_POLICY; ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED; MalformedPolicyDocumentException;
 * DuplicatePolicyException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html
 */
import { access } from "../access.ts";
import { checkedId, checkedText } from "../check-input.ts";
import { POLICY_DESCRIPTION_LENGTH_MAX, POLICY_NAME_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { policyShape, updatePolicy as update } from "../policy-changes.ts";

export const updatePolicy: OrganizationsOperation<"UpdatePolicy"> = {
  access: (input, context) => access("UpdatePolicy", context, input.PolicyId),
  async handle(input, context, organizations) {
    const id = checkedId(input.PolicyId, "policy");
    const { Name, Description, Content } = input;
    const changes = {
      ...(Name === undefined ? {} : { name: checkedText(Name, POLICY_NAME_LENGTH_MAX) }),
      ...(Description === undefined ? {} : { description: checkedText(Description, POLICY_DESCRIPTION_LENGTH_MAX, 0) }),
      ...(Content === undefined ? {} : { content: checkedText(Content, Infinity) }),
    };
    return change(organizations, context, (transaction, organization) => ({
      Policy: policyShape(organization, update(transaction, organization, { id, changes })),
    }));
  },
};
