/**
 * The permissions that IAM's operations need. Names in requests come without their paths, so the ARNs made here are completed by
 * `resource-facts.ts` when a decision is made.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html (read 2026-11-23)
 */
import type { Tag } from "@aws-sdk/client-iam";
import type { RequestContext } from "../../kit/context.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import { type ArnKind, iamArn, rootArn } from "./arns.ts";

type Conditions = NonNullable<AccessCheck["conditions"]>;

/** A permission on a user, group, role ... that is there. */
export function namedAccess(
  action: string,
  context: RequestContext,
  named: { readonly kind: ArnKind; readonly name: string; readonly path?: string | undefined },
  conditions?: Conditions,
): AccessCheck[] {
  return accessTo(action, iamArn(context.accountId, named.kind, named.path ?? "/", named.name), conditions);
}

export function accessTo(action: string, resource: string, conditions?: Conditions): AccessCheck[] {
  return [{ action: `iam:${action}`, resource, ...(conditions === undefined ? {} : { conditions }) }];
}

/** A permission on a user that is the caller itself when no name is given. */
export function userAccess(action: string, context: RequestContext, userName: string | undefined): AccessCheck[] {
  if (userName !== undefined) return namedAccess(action, context, { kind: "user", name: userName });
  const { principal } = context;
  return accessTo(action, "arn" in principal ? principal.arn : rootArn(context.accountId));
}

/** A permission on all of a kind, or on those below a path. */
export function listAccess(
  action: string,
  context: RequestContext,
  kind: ArnKind,
  pathPrefix: string | undefined,
): AccessCheck[] {
  return accessTo(action, iamArn(context.accountId, kind, pathPrefix ?? "/", ""));
}

/** The condition keys of tags in a request; none when it has no tags. */
export function tagConditions(tags: readonly Tag[] | undefined): Conditions {
  if (tags === undefined || tags.length === 0) return {};
  const pairs = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key ?? ""}`, Value ?? ""] as const);
  return { ...Object.fromEntries(pairs), "aws:TagKeys": tags.map(({ Key }) => Key ?? "") };
}

export function tagKeyConditions(keys: readonly string[]): Conditions {
  return { "aws:TagKeys": keys };
}

export function boundaryConditions(boundaryArn: string | undefined): Conditions {
  return boundaryArn === undefined ? {} : { "iam:PermissionsBoundary": boundaryArn };
}
