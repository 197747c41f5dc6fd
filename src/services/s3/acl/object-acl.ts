/** An access control list as it is remembered of a bucket or an object. */

export type AclPermission = "FULL_CONTROL" | "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP";

/** AWS: the three groups that a list can name (s3 user guide, acl-overview.html). */
export type AclGroup = "AllUsers" | "AuthenticatedUsers" | "LogDelivery";

export interface AclGrant {
  /** An account's canonical user id, or a group. */
  readonly grantee: { readonly canonicalUserId: string } | { readonly group: AclGroup };
  readonly permission: AclPermission;
}

export interface Acl {
  readonly grants: readonly AclGrant[];
}
