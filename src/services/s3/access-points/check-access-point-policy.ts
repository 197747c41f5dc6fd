/**
 * What S3 asks of the policy of an access point beyond the grammar: that it is about this access point and the objects behind it, by its own ARNs.
 *
 * AWS: aliases cannot be used in policies (access-points-naming.html). That patterns must begin with the access point's whole name is assumed.
 */
import { parsePolicy } from "../../../auth/policy/parse-policy.ts";
import { isPublicPolicyOfAccessPoint } from "../../../auth/policy/public-policy.ts";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import { checkResourcePolicy, type PolicyHolder } from "../access/check-bucket-policy.ts";
import { BUCKET_ACTIONS } from "../access/policy-actions.ts";
import { accessPointArn, type AccessPointPlace } from "./access-point-name.ts";
import type { AccessPointRecord } from "./access-point-record.ts";

/** What may be done with an access point itself, beside what is done with the bucket behind it. */
const ACCESS_POINT_ACTIONS: readonly string[] = [
  ...BUCKET_ACTIONS,
  "CreateAccessPoint",
  "DeleteAccessPoint",
  "DeleteAccessPointPolicy",
  "GetAccessPointPolicy",
  "GetAccessPointPolicyStatus",
  "PutAccessPointPolicy",
];

/** @throws {MalformedPolicy} 400 */
export function checkAccessPointPolicy(text: string, accessPoint: AccessPointRecord): { readonly isPublic: boolean } {
  const document = checkResourcePolicy(text, holderOf(accessPoint));
  return { isPublic: accessPoint.vpcId === undefined && isPublicPolicyOfAccessPoint(document) };
}

function holderOf(place: AccessPointPlace): PolicyHolder {
  const arn = accessPointArn(place);
  const objects = `${arn}/object`;
  return {
    actions: ACCESS_POINT_ACTIONS,
    names: (pattern) =>
      pattern === arn || pattern === `${arn}*` || pattern === `${arn}/*` || pattern.startsWith(`${objects}/`),
    namesItself: (pattern) => pattern === arn || pattern === `${arn}*`,
    namesObjects: (pattern) => pattern !== arn,
  };
}

const REMEMBERED_MAX = 200;
const publicByText = new BoundedCache<string, boolean>(REMEMBERED_MAX);

/** Of a policy that was accepted earlier. AWS: one of an access point with a VPC never is (access-control-block-public-access.html). */
export function isPublicAccessPointPolicy({ vpcId }: Pick<AccessPointRecord, "vpcId">, text: string): boolean {
  if (vpcId !== undefined) return false;
  const remembered = publicByText.get(text);
  if (remembered !== undefined) return remembered;
  const answer = isPublicPolicyOfAccessPoint(parsePolicy(text, "stored"));
  publicByText.set(text, answer);
  return answer;
}
