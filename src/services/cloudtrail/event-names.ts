/** The names by which LookupEvents shows and finds an event: of the caller and of the resources. */
import { parseArn } from "../../kit/arn.ts";
import type { TrailEvent, TrailResource } from "../../kit/ports/event-history.ts";

/** The user's name, the session's for roles and federated users, `root`; undefined for services and anonymous callers. */
export function userNameOf({ userIdentity: { type, userName, arn } }: TrailEvent): string | undefined {
  if (type === "Root") return "root";
  if (type === "AssumedRole" || type === "FederatedUser") return arn?.slice(arn.lastIndexOf("/") + 1);
  return userName;
}

/** The name without its path: of `arn:aws:iam::1:user/ml/alice` it is `alice`, of an object its key, of a Glue table `database/table`. */
export function resourceName({ type, ARN }: TrailResource): string {
  const resource = parseArn(ARN)?.resource ?? ARN;
  const keepsPath = type === "AWS::S3::Object" || type.startsWith("AWS::Glue::");
  return resource.slice((keepsPath ? resource.indexOf("/") : resource.lastIndexOf("/")) + 1);
}
