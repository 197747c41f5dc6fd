/**
 * Where our checks say something else than AWS's service authorization reference, and why. Each is about one kind of problem with one kind of action,
 * and must occur: what does not occur any more has to go.
 */
export interface Difference {
  readonly action: RegExp;
  readonly problem: RegExp;
  readonly why: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    action: /^iam:List(?:Users|Groups|Roles|InstanceProfiles)$/,
    problem: /is none of/,
    why: "the reference knows no resource, but AWS decides on the path prefix, as its own message shows: iam:ListRoles on resource: arn:aws:iam::123456789012:role/ (IAM user guide, troubleshoot_access-denied)",
  },
  {
    action: /^kms:(?:ListKeys|ListAliases|ListRetirableGrants|GenerateRandom)$/,
    problem: /^kms:(?:CallerAccount|ViaService) is no condition key/,
    why: "the reference lists the key for operations on KMS keys only; a policy may name it for kms:* and means the same",
  },
  {
    action: /^kms:(?:TagResource|RetireGrant)$/,
    problem: /^\* is none of key/,
    why: "the key is not there yet (tags of CreateKey and ReplicateKey), or only the grant token names it (KMS developer guide, kms-api-permissions-reference)",
  },
  {
    action: /^kms:(?:Encapsulate|Decapsulate)$/,
    problem: /^AWS has no action/,
    why: "the operation is newer than the reference",
  },
  {
    action: /^athena:/,
    problem: /:(?:query-execution|named-query)\/.* is none of workgroup/,
    why: "the input does not name the work group; the resource facts put it in the place of the execution or the named query",
  },
  {
    action: /^sts:TagSession$/,
    problem: /^sts:(?:RoleSessionName|SourceIdentity|ExternalId) is no condition key|federated-user.* is none of role/,
    why: "the trust policy decides on the session as a whole; and GetFederationToken tags a federated user (IAM user guide, id_session-tags)",
  },
  {
    action: /^sts:SetSourceIdentity$/,
    problem: /is no condition key/,
    why: "the trust policy decides on the session as a whole",
  },
];
