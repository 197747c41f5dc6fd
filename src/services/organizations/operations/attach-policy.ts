/**
 * AttachPolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException;
 * TargetNotFoundException; PolicyTypeNotEnabledException; DuplicatePolicyAttachmentException;
 * ConstraintViolationException MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { attachPolicy as attach } from "../policy-changes.ts";

export const attachPolicy: OrganizationsOperation<"AttachPolicy"> = {
  access: (input, context) => access("AttachPolicy", context, input.PolicyId, input.TargetId),
  async handle(input, context, organizations) {
    const policyId = checkedId(input.PolicyId, "policy");
    const targetId = checkedId(input.TargetId, "target");
    await change(organizations, context, (transaction, organization) =>
      attach(transaction, organization, { policyId, targetId }),
    );
    return {};
  },
};
