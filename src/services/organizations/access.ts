/**
 * The IAM resources of Organizations' operations. An ARN holds the ids of the organization and of its management account, which the input does not
 * say: the check names what it can, and `resource-facts.ts` puts the real ARN in its place.
 */
import type { RequestContext } from "../../kit/context.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { Tag } from "@aws-sdk/client-organizations";

/** Stands for an organization id that is not known. */
export const UNKNOWN_ORGANIZATION = "o-unknown";

type Conditions = NonNullable<AccessCheck["conditions"]>;

export function plainAccess(action: string, conditions?: Conditions): AccessCheck[] {
  return [check(action, "*", conditions)];
}

/** The action on each of the ids given. */
export function access(action: string, context: RequestContext, ...ids: readonly string[]): AccessCheck[] {
  return ids.map((id) => check(action, unknownArn(context, id)));
}

export function check(action: string, resource: string, conditions?: Conditions): AccessCheck {
  return {
    action: `organizations:${action}`,
    resource,
    ...(conditions === undefined || Object.keys(conditions).length === 0 ? {} : { conditions }),
  };
}

export function unknownArn(context: RequestContext, id: string): string {
  return `arn:aws:organizations::${context.accountId}:${folderOf(id)}/${id}`;
}

export function policyType(type: string | undefined): Conditions {
  return type === undefined ? {} : { "organizations:PolicyType": type };
}

export function requestTags(tags: readonly Tag[] | undefined): Conditions {
  if (tags === undefined || tags.length === 0) return {};
  return {
    "aws:TagKeys": tags.map(({ Key }) => Key ?? ""),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key ?? ""}`, Value ?? ""])),
  };
}

function folderOf(id: string): string {
  if (id.startsWith("r-")) return `root/${UNKNOWN_ORGANIZATION}`;
  if (id.startsWith("ou-")) return `ou/${UNKNOWN_ORGANIZATION}`;
  // The type stands between, and is not known either.
  if (id.startsWith("p-")) return `policy/${UNKNOWN_ORGANIZATION}/unknown`;
  return `account/${UNKNOWN_ORGANIZATION}`;
}
