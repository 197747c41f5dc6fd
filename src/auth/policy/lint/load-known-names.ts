/** The names of all AWS services, read when somebody first wants to be told of unknown ones: half a megabyte. */
import type { KnownNames } from "./lint-policy.ts";

let loaded: Promise<KnownNames> | undefined;

export function loadKnownNames(): Promise<KnownNames> {
  loaded ??= import("./known-names.ts").then(({ ACTIONS, CONDITION_KEYS }) => {
    const conditionKeys = new Map(byService(CONDITION_KEYS));
    for (const [prefix, names] of USER_GUIDE_KEYS)
      conditionKeys.set(prefix, [...(conditionKeys.get(prefix) ?? []), ...names]);
    return { actions: byService(ACTIONS), conditionKeys };
  });
  return loaded;
}

function byService(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines
      .flatMap((line) => line.split(";"))
      .map((entry): readonly [string, readonly string[]] => {
        const colon = entry.indexOf(":");
        return [entry.slice(0, colon).toLowerCase(), entry.slice(colon + 1).split(",")];
      }),
  );
}

/**
 * Keys of the user guide, which the reference of the services leaves out: the global ones and those of sessions that services make
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, read 2026-11-29).
 */
const GLOBAL_KEYS: readonly string[] = [
  "PrincipalArn",
  "PrincipalAccount",
  "PrincipalOrgPaths",
  "PrincipalOrgID",
  "PrincipalTag/*",
  "PrincipalType",
  "PrincipalIsAWSService",
  "PrincipalServiceName",
  "PrincipalServiceNamesList",
  "userid",
  "username",
  "AssumedRoot",
  "FederatedProvider",
  "TokenIssueTime",
  "MultiFactorAuthAge",
  "MultiFactorAuthPresent",
  "ChatbotSourceArn",
  "Ec2InstanceSourceVpc",
  "Ec2InstanceSourcePrivateIPv4",
  "SourceIdentity",
  "SourceIp",
  "SourceVpc",
  "SourceVpcArn",
  "SourceVpce",
  "VpceAccount",
  "VpceOrgID",
  "VpceOrgPaths",
  "VpcSourceIp",
  "ResourceAccount",
  "ResourceOrgID",
  "ResourceOrgPaths",
  "ResourceTag/*",
  "CalledVia",
  "CalledViaFirst",
  "CalledViaLast",
  "ViaAWSService",
  "CurrentTime",
  "EpochTime",
  "Referer",
  "referer",
  "RequestedRegion",
  "RequestTag/*",
  "TagKeys",
  "SecureTransport",
  "UserAgent",
  "IsMcpServiceAction",
  "SourceAccount",
  "SourceArn",
  "SourceOrgID",
  "SourceOrgPaths",
  "SourceOwner",
  "SignInSessionArn",
];
const USER_GUIDE_KEYS: readonly (readonly [prefix: string, names: readonly string[]])[] = [
  ["aws", GLOBAL_KEYS],
  ["ec2", ["RoleDelivery", "SourceInstanceArn"]],
  ["glue", ["RoleAssumedBy", "CredentialIssuingService"]],
  ["codebuild", ["BuildArn", "ProjectArn"]],
  ["lambda", ["SourceFunctionArn"]],
  ["ssm", ["SourceInstanceArn"]],
];
