/**
 * AWS Organizations: accounts, OUs, service and resource control policies. One row for every operation of its client; what is missing says why
 * (`missing-operations.ts`). Sources, gaps and deliberate differences are in README.md beside this file.
 */
import type { OperationTable } from "../../kit/operation.ts";
import { missingOperations } from "./missing-operations.ts";
import type { Organizations, OrganizationsSdk } from "./organizations.ts";
import { attachPolicy } from "./operations/attach-policy.ts";
import { closeAccount } from "./operations/close-account.ts";
import { createAccount } from "./operations/create-account.ts";
import { createOrganization } from "./operations/create-organization.ts";
import { createOrganizationalUnit } from "./operations/create-organizational-unit.ts";
import { createPolicy } from "./operations/create-policy.ts";
import { deleteOrganization } from "./operations/delete-organization.ts";
import { deleteOrganizationalUnit } from "./operations/delete-organizational-unit.ts";
import { deletePolicy } from "./operations/delete-policy.ts";
import { describeAccount } from "./operations/describe-account.ts";
import { describeCreateAccountStatus } from "./operations/describe-create-account-status.ts";
import { describeEffectivePolicy } from "./operations/describe-effective-policy.ts";
import { describeOrganization } from "./operations/describe-organization.ts";
import { describeOrganizationalUnit } from "./operations/describe-organizational-unit.ts";
import { describePolicy } from "./operations/describe-policy.ts";
import { detachPolicy } from "./operations/detach-policy.ts";
import { disablePolicyType } from "./operations/disable-policy-type.ts";
import { enablePolicyType } from "./operations/enable-policy-type.ts";
import { leaveOrganization } from "./operations/leave-organization.ts";
import { listAccountsForParent } from "./operations/list-accounts-for-parent.ts";
import { listAccounts } from "./operations/list-accounts.ts";
import { listChildren } from "./operations/list-children.ts";
import { listCreateAccountStatus } from "./operations/list-create-account-status.ts";
import { listOrganizationalUnitsForParent } from "./operations/list-organizational-units-for-parent.ts";
import { listParents } from "./operations/list-parents.ts";
import { listPoliciesForTarget } from "./operations/list-policies-for-target.ts";
import { listPolicies } from "./operations/list-policies.ts";
import { listRoots } from "./operations/list-roots.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { listTargetsForPolicy } from "./operations/list-targets-for-policy.ts";
import { moveAccount } from "./operations/move-account.ts";
import { removeAccountFromOrganization } from "./operations/remove-account-from-organization.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateOrganizationalUnit } from "./operations/update-organizational-unit.ts";
import { updatePolicy } from "./operations/update-policy.ts";

export const organizationsOperations: OperationTable<OrganizationsSdk, Organizations> = {
  ...missingOperations,
  AttachPolicy: attachPolicy,
  CloseAccount: closeAccount,
  CreateAccount: createAccount,
  CreateOrganization: createOrganization,
  CreateOrganizationalUnit: createOrganizationalUnit,
  CreatePolicy: createPolicy,
  DeleteOrganization: deleteOrganization,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DeletePolicy: deletePolicy,
  DescribeAccount: describeAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  DescribeEffectivePolicy: describeEffectivePolicy,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  DescribePolicy: describePolicy,
  DetachPolicy: detachPolicy,
  DisablePolicyType: disablePolicyType,
  EnablePolicyType: enablePolicyType,
  LeaveOrganization: leaveOrganization,
  ListAccountsForParent: listAccountsForParent,
  ListAccounts: listAccounts,
  ListChildren: listChildren,
  ListCreateAccountStatus: listCreateAccountStatus,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListParents: listParents,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListPolicies: listPolicies,
  ListRoots: listRoots,
  ListTagsForResource: listTagsForResource,
  ListTargetsForPolicy: listTargetsForPolicy,
  MoveAccount: moveAccount,
  RemoveAccountFromOrganization: removeAccountFromOrganization,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  UpdatePolicy: updatePolicy,
};
