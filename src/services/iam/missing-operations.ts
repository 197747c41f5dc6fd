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
  ...missing("there is no partner that could ask for access to an account (temporary delegation)", [
    "AcceptDelegationRequest",
    "AssociateDelegationRequest",
    "CreateDelegationRequest",
    "GetDelegationRequest",
    "GetHumanReadableSummary",
    "ListDelegationRequests",
    "RejectDelegationRequest",
    "SendDelegationToken",
    "UpdateDelegationRequest",
  ]),
  ...missing("role templates are AWS's own and are not published", ["AcquireRole", "GetRoleTemplateVersion"]),
  ...missing("the services that these credentials are for (CodeCommit, Keyspaces, Bedrock) are not here", [
    "CreateServiceSpecificCredential",
    "DeleteServiceSpecificCredential",
    "ListServiceSpecificCredentials",
    "ResetServiceSpecificCredential",
    "UpdateServiceSpecificCredential",
  ]),
  ...missing("the root users of member accounts cannot be managed from the management account yet", [
    "DisableOrganizationsRootCredentialsManagement",
    "DisableOrganizationsRootSessions",
    "EnableOrganizationsRootCredentialsManagement",
    "EnableOrganizationsRootSessions",
    "ListOrganizationsFeatures",
  ]),
  ...missing("tokens for services outside of AWS (sts:GetWebIdentityToken) are not issued yet", [
    "DisableOutboundWebIdentityFederation",
    "EnableOutboundWebIdentityFederation",
    "GetOutboundWebIdentityFederationInfo",
  ]),
  ...missing("reports over all accounts of an organization are not there yet", [
    "GenerateOrganizationsAccessReport",
    "GetOrganizationsAccessReport",
  ]),
  ...missing("an account has no properties beside its name and its alias", [
    "GetAccountProperties",
    "PutAccountProperties",
  ]),
  ...missing("there is one kind of session token, good in every Region", ["SetSecurityTokenServicePreferences"]),
};
