/** An access control list as it is remembered of a bucket or an object. */

export type AclPermission = "FULL_CONTROL" | "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP";

/** AWS: the three groups that a list can name (s3 user guide, acl-overview.html). */
export type AclGroup = "AllUsers" | "AuthenticatedUsers" | "LogDelivery";

export interface AclGrant {
  /** An account's canonical user id, or a group. */
  readonly grantee: { readonly canonicalUserId: string } | { readonly group: AclGroup };
  readonly permission: AclPermission;
}

/** At most `ACL_GRANTS_MAX` grants. Where none is kept, the owner alone has access. */
export interface Acl {
  readonly grants: readonly AclGrant[];
}

/** AWS: "An ACL can have up to 100 grants" (acl-overview.html). */
export const ACL_GRANTS_MAX = 100;

/** What everybody gets who says nothing: full control for the owner. */
export function ownerOnlyAcl(ownerId: string): Acl {
  return { grants: [{ grantee: { canonicalUserId: ownerId }, permission: "FULL_CONTROL" }] };
}

/** Whether a list is the one that need not be kept. */
export function isOwnerOnly({ grants }: Acl, ownerId: string): boolean {
  const [grant, ...others] = grants;
  if (grant === undefined || others.length > 0 || grant.permission !== "FULL_CONTROL") return false;
  return "canonicalUserId" in grant.grantee && grant.grantee.canonicalUserId === ownerId;
}

/**
 * AWS: a list is public when it grants anything to everybody or to everybody with an AWS account
 * (access-control-block-public-access.html, "The meaning of public").
 */
export function isPublicAcl({ grants }: Acl): boolean {
  return grants.some(({ grantee }) => "group" in grantee && grantee.group !== "LogDelivery");
}
