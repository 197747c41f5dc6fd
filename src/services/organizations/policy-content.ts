/**
 * What SCPs and RCPs may say. The grammar is the policy engine's; the size and the services of RCPs are rules of Organizations.
 */
import { parsePolicy } from "../../auth/policy/parse-policy.ts";
import type { PolicyDocument, PolicyKind } from "../../auth/policy/policy-document.ts";
import { orMalformed } from "../../kit/malformed-policy.ts";
import { constraintViolation, malformedPolicy } from "./errors.ts";
import { POLICY_LENGTH_MAX } from "./limits.ts";
import type { KeptPolicyType } from "./records.ts";

const KINDS: Readonly<Record<KeptPolicyType, PolicyKind>> = {
  SERVICE_CONTROL_POLICY: "scp",
  RESOURCE_CONTROL_POLICY: "rcp",
};

/** @throws ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED; MalformedPolicyDocumentException */
export function requirePolicyContent(type: KeptPolicyType, content: string): void {
  // AWS: through the API a policy is kept as it is given, white space included (quotas page).
  if (content.length > POLICY_LENGTH_MAX[type])
    throw constraintViolation("POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum policy size.");
  const document = orMalformed(() => parsePolicy(content, KINDS[type]), malformedPolicy);
  if (type === "RESOURCE_CONTROL_POLICY" && !namesSupportedServices(document)) throw malformedPolicy();
}

function namesSupportedServices(document: PolicyDocument): boolean {
  return document.statements.every(({ action }) =>
    action.patterns.every((pattern) => RCP_SERVICES.has((pattern.split(":")[0] ?? "").toLowerCase())),
  );
}

/** "List of AWS services that support RCPs" (user guide, read 2026-11-23), by action prefix. */
const RCP_SERVICES: ReadonlySet<string> = new Set(
  `aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch cloudtrail-data codeartifact codebuild
  codecommit codepipeline cognito-identity cognito-idp comprehend comprehendmedical compute-optimizer cost-optimization-hub dax dsql dynamodb ecr
  ecr-public events firehose fis fms gamelift health inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch
  pca-connector-ad personalize polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support swf textract
  timestream-influxdb transcribe transfer translate wafv2 workspaces xray`.split(/\s+/),
);
