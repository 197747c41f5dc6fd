/**
 * DetachPolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException;
 * TargetNotFoundException; PolicyTypeNotEnabledException; InvalidInputException NON_DETACHABLE_POLICY;
 * PolicyNotAttachedException; ConstraintViolationException MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { detachPolicy as detach } from "../policy-changes.ts";

export const detachPolicy: OrganizationsOperation<"DetachPolicy"> = {
  access: (input, context) => access("DetachPolicy", context, input.PolicyId, input.TargetId),
  async handle(input, context, organizations) {
    const policyId = checkedId(input.PolicyId, "policy");
    const targetId = checkedId(input.TargetId, "target");
    await change(organizations, context, (transaction, organization) =>
      detach(transaction, organization, { policyId, targetId }),
    );
    return {};
  },
};
