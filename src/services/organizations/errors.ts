/**
 * Refusals of Organizations, in its words where public transcripts show them. Every client fault is HTTP 400 (AWS JSON 1.1), but the few that the
 * model marks otherwise.
 */
import type { ConstraintViolationExceptionReason, InvalidInputExceptionReason } from "@aws-sdk/client-organizations";
import { ServiceError } from "../../kit/errors.ts";

function refusal(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): ServiceError {
  return new ServiceError({ code, message, status: 400, fields: { Message: message, ...fields } });
}

const plain = (code: string, message: string) => (): ServiceError => refusal(code, message);

export const notInUse = plain("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
export const accessDenied = plain("AccessDeniedException", "You don't have permissions to access this resource.");
export const alreadyInOrganization = plain(
  "AlreadyInOrganizationException",
  "The AWS account is already a member of an organization.",
);
export const organizationNotEmpty = plain(
  "OrganizationNotEmptyException",
  "To delete an organization you must first remove all member accounts (except the master).",
);
export const accountNotFound = plain("AccountNotFoundException", "You specified an account that doesn't exist.");
export const accountAlreadyClosed = plain(
  "AccountAlreadyClosedException",
  "You attempted to close an account that is already closed.",
);
export const parentNotFound = plain("ParentNotFoundException", "You specified parent that doesn't exist.");
export const childNotFound = plain("ChildNotFoundException", "You specified a child that doesn't exist.");
export const sourceParentNotFound = plain(
  "SourceParentNotFoundException",
  "You specified a source parent that doesn't exist.",
);
export const destinationParentNotFound = plain(
  "DestinationParentNotFoundException",
  "You specified a destination parent that doesn't exist.",
);
export const duplicateAccount = plain(
  "DuplicateAccountException",
  "The specified account is already present in the specified destination.",
);
export const rootNotFound = plain("RootNotFoundException", "You specified a root that doesn't exist.");
export const ouNotFound = plain(
  "OrganizationalUnitNotFoundException",
  "You specified an organizational unit that doesn't exist.",
);
export const ouNotEmpty = plain("OrganizationalUnitNotEmptyException", "The organizational unit is not empty.");
export const duplicateOu = plain("DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
export const targetNotFound = plain("TargetNotFoundException", "You specified a target that doesn't exist.");
export const policyNotFound = plain("PolicyNotFoundException", "You specified a policy that doesn't exist.");
export const duplicatePolicy = plain(
  "DuplicatePolicyException",
  "A policy with the same name and type already exists.",
);
export const malformedPolicy = plain(
  "MalformedPolicyDocumentException",
  "The provided policy document does not meet the requirements of the specified policy type.",
);
export const policyInUse = plain(
  "PolicyInUseException",
  "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
);
export const policyNotAttached = plain(
  "PolicyNotAttachedException",
  "The policy isn't attached to the specified target in the specified root.",
);
export const duplicateAttachment = plain(
  "DuplicatePolicyAttachmentException",
  "The selected policy is already attached to the specified target.",
);
export const policyTypeNotEnabled = plain(
  "PolicyTypeNotEnabledException",
  "This operation can be performed only for enabled policy types.",
);
export const policyTypeAlreadyEnabled = plain(
  "PolicyTypeAlreadyEnabledException",
  "The specified policy type is already enabled.",
);
export const policyTypeNotAvailable = plain(
  "PolicyTypeNotAvailableForOrganizationException",
  "You can't use the specified policy type with the feature set currently enabled for this organization.",
);
export const effectivePolicyNotFound = plain(
  "EffectivePolicyNotFoundException",
  "If you ran this action on the management account, this policy type is not enabled. If you ran the action on a member account, the account doesn't have an effective policy of this type.",
);
export const masterCannotLeave = plain(
  "MasterCannotLeaveOrganizationException",
  "The master account cannot leave an organization.",
);
export const createAccountStatusNotFound = plain(
  "CreateAccountStatusNotFoundException",
  "You specified a create account request that doesn't exist.",
);

export function invalidInput(reason: InvalidInputExceptionReason, message: string): ServiceError {
  return refusal("InvalidInputException", message, { Reason: reason });
}

export function constraintViolation(reason: ConstraintViolationExceptionReason, message: string): ServiceError {
  return refusal("ConstraintViolationException", message, { Reason: reason });
}
