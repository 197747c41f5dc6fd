/**
 * The operations that are missing, one group for each reason. `service.ts` spreads them into the table, where a name that is neither
 * here nor working does not compile.
 */
import { type NotImplemented, notImplemented } from "../../kit/operation.ts";

function missing<const Name extends string>(reason: string, names: readonly Name[]): Record<Name, NotImplemented> {
  const row = notImplemented(reason);
  return Object.fromEntries(names.map((name) => [name, row])) as Record<Name, NotImplemented>;
}

export const missingOperations = {
  ...missing(
    "accounts join an organization only by CreateAccount or the seed file; there are no invitations between accounts",
    [
      "AcceptHandshake",
      "CancelHandshake",
      "DeclineHandshake",
      "DescribeHandshake",
      "EnableAllFeatures",
      "InviteAccountToOrganization",
      "ListHandshakesForAccount",
      "ListHandshakesForOrganization",
    ],
  ),
  ...missing("there is no GovCloud partition here", ["CreateGovCloudAccount"]),
  ...missing("the management account alone administers the organization; nothing here could be delegated", [
    "DeleteResourcePolicy",
    "DeregisterDelegatedAdministrator",
    "DescribeResourcePolicy",
    "ListDelegatedAdministrators",
    "ListDelegatedServicesForAccount",
    "PutResourcePolicy",
    "RegisterDelegatedAdministrator",
  ]),
  ...missing("no service here acts across the accounts of an organization by itself", [
    "DisableAWSServiceAccess",
    "EnableAWSServiceAccess",
    "ListAWSServiceAccessForOrganization",
  ]),
  ...missing(
    "management policies (tags, backups, AI opt-out ...) are not kept, because nothing here would follow them",
    ["ListAccountsWithInvalidEffectivePolicy", "ListEffectivePolicyValidationErrors"],
  ),
  ...missing("there is no billing, and so nothing of it to transfer", [
    "DescribeResponsibilityTransfer",
    "InviteOrganizationToTransferResponsibility",
    "ListInboundResponsibilityTransfers",
    "ListOutboundResponsibilityTransfers",
    "TerminateResponsibilityTransfer",
    "UpdateResponsibilityTransfer",
  ]),
};
