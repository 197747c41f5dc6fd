/**
 * The rows of `account/`: aliases, password policy, sign-in, MFA, identity providers, certificates and other credentials, service-linked roles,
 * reports and simulation.
 */
import type { OperationTable } from "../../../kit/operation.ts";
import type { Iam, IamSdk } from "../iam.ts";
import { addClientIDToOpenIDConnectProvider } from "./operations/add-client-id-to-openid-connect-provider.ts";
import { changePassword } from "./operations/change-password.ts";
import { createAccountAlias } from "./operations/create-account-alias.ts";
import { createLoginProfile } from "./operations/create-login-profile.ts";
import { createOpenIDConnectProvider } from "./operations/create-openid-connect-provider.ts";
import { createSAMLProvider } from "./operations/create-saml-provider.ts";
import { createServiceLinkedRole } from "./operations/create-service-linked-role.ts";
import { createVirtualMFADevice } from "./operations/create-virtual-mfa-device.ts";
import { deactivateMFADevice } from "./operations/deactivate-mfa-device.ts";
import { deleteAccountAlias } from "./operations/delete-account-alias.ts";
import { deleteAccountPasswordPolicy } from "./operations/delete-account-password-policy.ts";
import { deleteLoginProfile } from "./operations/delete-login-profile.ts";
import { deleteOpenIDConnectProvider } from "./operations/delete-openid-connect-provider.ts";
import { deleteSAMLProvider } from "./operations/delete-saml-provider.ts";
import { deleteServerCertificate } from "./operations/delete-server-certificate.ts";
import { deleteServiceLinkedRole } from "./operations/delete-service-linked-role.ts";
import { deleteSigningCertificate } from "./operations/delete-signing-certificate.ts";
import { deleteSSHPublicKey } from "./operations/delete-ssh-public-key.ts";
import { deleteVirtualMFADevice } from "./operations/delete-virtual-mfa-device.ts";
import { enableMFADevice } from "./operations/enable-mfa-device.ts";
import { generateCredentialReport } from "./operations/generate-credential-report.ts";
import { generateServiceLastAccessedDetails } from "./operations/generate-service-last-accessed-details.ts";
import { getAccountPasswordPolicy } from "./operations/get-account-password-policy.ts";
import { getContextKeysForCustomPolicy } from "./operations/get-context-keys-for-custom-policy.ts";
import { getContextKeysForPrincipalPolicy } from "./operations/get-context-keys-for-principal-policy.ts";
import { getCredentialReport } from "./operations/get-credential-report.ts";
import { getLoginProfile } from "./operations/get-login-profile.ts";
import { getMFADevice } from "./operations/get-mfa-device.ts";
import { getOpenIDConnectProvider } from "./operations/get-openid-connect-provider.ts";
import { getSAMLProvider } from "./operations/get-saml-provider.ts";
import { getServerCertificate } from "./operations/get-server-certificate.ts";
import { getServiceLastAccessedDetailsWithEntities } from "./operations/get-service-last-accessed-details-with-entities.ts";
import { getServiceLastAccessedDetails } from "./operations/get-service-last-accessed-details.ts";
import { getServiceLinkedRoleDeletionStatus } from "./operations/get-service-linked-role-deletion-status.ts";
import { getSSHPublicKey } from "./operations/get-ssh-public-key.ts";
import { listAccountAliases } from "./operations/list-account-aliases.ts";
import { listMFADeviceTags } from "./operations/list-mfa-device-tags.ts";
import { listMFADevices } from "./operations/list-mfa-devices.ts";
import { listOpenIDConnectProviderTags } from "./operations/list-openid-connect-provider-tags.ts";
import { listOpenIDConnectProviders } from "./operations/list-openid-connect-providers.ts";
import { listSAMLProviderTags } from "./operations/list-saml-provider-tags.ts";
import { listSAMLProviders } from "./operations/list-saml-providers.ts";
import { listServerCertificateTags } from "./operations/list-server-certificate-tags.ts";
import { listServerCertificates } from "./operations/list-server-certificates.ts";
import { listSigningCertificates } from "./operations/list-signing-certificates.ts";
import { listSSHPublicKeys } from "./operations/list-ssh-public-keys.ts";
import { listVirtualMFADevices } from "./operations/list-virtual-mfa-devices.ts";
import { removeClientIDFromOpenIDConnectProvider } from "./operations/remove-client-id-from-openid-connect-provider.ts";
import { resyncMFADevice } from "./operations/resync-mfa-device.ts";
import { simulateCustomPolicy } from "./operations/simulate-custom-policy.ts";
import { simulatePrincipalPolicy } from "./operations/simulate-principal-policy.ts";
import { tagMFADevice } from "./operations/tag-mfa-device.ts";
import { tagOpenIDConnectProvider } from "./operations/tag-openid-connect-provider.ts";
import { tagSAMLProvider } from "./operations/tag-saml-provider.ts";
import { tagServerCertificate } from "./operations/tag-server-certificate.ts";
import { untagMFADevice } from "./operations/untag-mfa-device.ts";
import { untagOpenIDConnectProvider } from "./operations/untag-openid-connect-provider.ts";
import { untagSAMLProvider } from "./operations/untag-saml-provider.ts";
import { untagServerCertificate } from "./operations/untag-server-certificate.ts";
import { updateAccountPasswordPolicy } from "./operations/update-account-password-policy.ts";
import { updateLoginProfile } from "./operations/update-login-profile.ts";
import { updateOpenIDConnectProviderThumbprint } from "./operations/update-openid-connect-provider-thumbprint.ts";
import { updateSAMLProvider } from "./operations/update-saml-provider.ts";
import { updateServerCertificate } from "./operations/update-server-certificate.ts";
import { updateSigningCertificate } from "./operations/update-signing-certificate.ts";
import { updateSSHPublicKey } from "./operations/update-ssh-public-key.ts";
import { uploadServerCertificate } from "./operations/upload-server-certificate.ts";
import { uploadSigningCertificate } from "./operations/upload-signing-certificate.ts";
import { uploadSSHPublicKey } from "./operations/upload-ssh-public-key.ts";

export const accountOperations = {
  AddClientIDToOpenIDConnectProvider: addClientIDToOpenIDConnectProvider,
  ChangePassword: changePassword,
  CreateAccountAlias: createAccountAlias,
  CreateLoginProfile: createLoginProfile,
  CreateOpenIDConnectProvider: createOpenIDConnectProvider,
  CreateSAMLProvider: createSAMLProvider,
  CreateServiceLinkedRole: createServiceLinkedRole,
  CreateVirtualMFADevice: createVirtualMFADevice,
  DeactivateMFADevice: deactivateMFADevice,
  DeleteAccountAlias: deleteAccountAlias,
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy,
  DeleteLoginProfile: deleteLoginProfile,
  DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider,
  DeleteSAMLProvider: deleteSAMLProvider,
  DeleteSSHPublicKey: deleteSSHPublicKey,
  DeleteServerCertificate: deleteServerCertificate,
  DeleteServiceLinkedRole: deleteServiceLinkedRole,
  DeleteSigningCertificate: deleteSigningCertificate,
  DeleteVirtualMFADevice: deleteVirtualMFADevice,
  EnableMFADevice: enableMFADevice,
  GenerateCredentialReport: generateCredentialReport,
  GenerateServiceLastAccessedDetails: generateServiceLastAccessedDetails,
  GetAccountPasswordPolicy: getAccountPasswordPolicy,
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
  GetCredentialReport: getCredentialReport,
  GetLoginProfile: getLoginProfile,
  GetMFADevice: getMFADevice,
  GetOpenIDConnectProvider: getOpenIDConnectProvider,
  GetSAMLProvider: getSAMLProvider,
  GetSSHPublicKey: getSSHPublicKey,
  GetServerCertificate: getServerCertificate,
  GetServiceLastAccessedDetails: getServiceLastAccessedDetails,
  GetServiceLastAccessedDetailsWithEntities: getServiceLastAccessedDetailsWithEntities,
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus,
  ListAccountAliases: listAccountAliases,
  ListMFADeviceTags: listMFADeviceTags,
  ListMFADevices: listMFADevices,
  ListOpenIDConnectProviderTags: listOpenIDConnectProviderTags,
  ListOpenIDConnectProviders: listOpenIDConnectProviders,
  ListSAMLProviderTags: listSAMLProviderTags,
  ListSAMLProviders: listSAMLProviders,
  ListSSHPublicKeys: listSSHPublicKeys,
  ListServerCertificateTags: listServerCertificateTags,
  ListServerCertificates: listServerCertificates,
  ListSigningCertificates: listSigningCertificates,
  ListVirtualMFADevices: listVirtualMFADevices,
  RemoveClientIDFromOpenIDConnectProvider: removeClientIDFromOpenIDConnectProvider,
  ResyncMFADevice: resyncMFADevice,
  SimulateCustomPolicy: simulateCustomPolicy,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  TagMFADevice: tagMFADevice,
  TagOpenIDConnectProvider: tagOpenIDConnectProvider,
  TagSAMLProvider: tagSAMLProvider,
  TagServerCertificate: tagServerCertificate,
  UntagMFADevice: untagMFADevice,
  UntagOpenIDConnectProvider: untagOpenIDConnectProvider,
  UntagSAMLProvider: untagSAMLProvider,
  UntagServerCertificate: untagServerCertificate,
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy,
  UpdateLoginProfile: updateLoginProfile,
  UpdateOpenIDConnectProviderThumbprint: updateOpenIDConnectProviderThumbprint,
  UpdateSAMLProvider: updateSAMLProvider,
  UpdateSSHPublicKey: updateSSHPublicKey,
  UpdateServerCertificate: updateServerCertificate,
  UpdateSigningCertificate: updateSigningCertificate,
  UploadSSHPublicKey: uploadSSHPublicKey,
  UploadServerCertificate: uploadServerCertificate,
  UploadSigningCertificate: uploadSigningCertificate,
} satisfies Partial<OperationTable<IamSdk, Iam>>;
