/**
 * What a request asks of an access control list, in its three forms: a canned list by header, grants by headers, grants in a document. Here it is checked as far as
 * that goes without the bucket; `resolve-acl.ts` makes a list of it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html (read 2026-11-29)
 */
import type { AccessControlPolicy, Grantee } from "@aws-sdk/client-s3";
import { cannedAndGrants, invalidArgument, malformedAcl, missingSecurityHeader, unexpectedContent } from "../errors.ts";
import { ACL_GRANTS_MAX, type AclPermission } from "./object-acl.ts";

/** A grantee as the request names it. */
export type AskedGrantee = { readonly id: string } | { readonly uri: string } | { readonly email: string };

export interface AskedGrant {
  readonly grantee: AskedGrantee;
  readonly permission: AclPermission;
}

export type CannedAcl =
  | "private"
  | "public-read"
  | "public-read-write"
  | "authenticated-read"
  | "aws-exec-read"
  | "bucket-owner-read"
  | "bucket-owner-full-control"
  | "log-delivery-write";

/** Undefined when the request says nothing. */
export type AskedAcl =
  | { readonly canned: CannedAcl }
  | { readonly grants: readonly AskedGrant[]; readonly ownerId?: string }
  | undefined;

/** The members of a request that speak of access control lists. */
export interface AclOptions {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

/** In the order in which the grants of several headers are listed. */
const GRANT_HEADERS = [
  ["GrantFullControl", "x-amz-grant-full-control", "FULL_CONTROL"],
  ["GrantRead", "x-amz-grant-read", "READ"],
  ["GrantWrite", "x-amz-grant-write", "WRITE"],
  ["GrantReadACP", "x-amz-grant-read-acp", "READ_ACP"],
  ["GrantWriteACP", "x-amz-grant-write-acp", "WRITE_ACP"],
] as const;

const PERMISSIONS: ReadonlySet<string> = new Set(GRANT_HEADERS.map(([, , permission]) => permission));

/** AWS: `log-delivery-write` is for buckets alone, the `bucket-owner-` lists mean something for objects alone (acl-overview.html, "Canned ACL"). */
const CANNED = {
  object: [
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
  ],
  bucket: [
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
    "log-delivery-write",
  ],
} as const;

/**
 * The headers of a write.
 * @throws {InvalidRequest} 400 for a canned list and grants at once  @throws {InvalidArgument} 400 for a list or grantee that cannot be
 */
export function parseAclHeaders(input: AclOptions, of: "bucket" | "object"): AskedAcl {
  const given = GRANT_HEADERS.filter(([member]) => input[member] !== undefined);
  if (input.ACL !== undefined) {
    if (given.length > 0) throw cannedAndGrants();
    const canned = CANNED[of].find((name) => name === input.ACL);
    if (canned === undefined) throw invalidArgument("", "x-amz-acl", input.ACL);
    return { canned };
  }
  if (given.length === 0) return undefined;
  const grants = given.flatMap(([member, header, permission]) =>
    parseGrantees(input[member] ?? "", header).map((grantee) => ({ grantee, permission })),
  );
  if (grants.length > ACL_GRANTS_MAX) throw malformedAcl();
  return { grants };
}

/**
 * Headers or document of a request that does nothing but replace a list.
 * @throws {UnexpectedContent} 400 for both at once  @throws {MissingSecurityHeader} 400 for neither  @throws {MalformedACLError} 400
 */
export function parseNewAcl(
  input: AclOptions & { readonly AccessControlPolicy?: AccessControlPolicy | undefined },
  of: "bucket" | "object",
): NonNullable<AskedAcl> {
  const headers = parseAclHeaders(input, of);
  const { AccessControlPolicy: document } = input;
  if (headers !== undefined && document !== undefined) throw unexpectedContent();
  if (headers !== undefined) return headers;
  if (document === undefined) throw missingSecurityHeader("x-amz-acl");
  return parseDocument(document);
}

const GRANTEE = /^\s*([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^",]*?))\s*(?:,|$)/;

/** `id="..."`, `uri="..."`, `emailAddress="..."`, separated by commas; quotes may be left away. */
function parseGrantees(text: string, header: string): AskedGrantee[] {
  const grantees: AskedGrantee[] = [];
  let rest = text;
  do {
    const match = GRANTEE.exec(rest);
    const grantee = match === null ? undefined : granteeOf(match[1] ?? "", match[2] ?? match[3] ?? "");
    if (match === null || grantee === undefined) throw invalidArgument("Argument format not recognized", header, text);
    grantees.push(grantee);
    rest = rest.slice(match[0].length);
  } while (rest.trim() !== "");
  return grantees;
}

function granteeOf(type: string, value: string): AskedGrantee | undefined {
  switch (type.toLowerCase()) {
    case "id":
      return { id: value };
    case "uri":
      return { uri: value };
    case "emailaddress":
      return { email: value };
    default:
      return undefined;
  }
}

/** AWS: the document names the owner, who cannot be changed, and all grants (API_PutBucketAcl). */
function parseDocument({ Owner: owner, Grants: grants }: AccessControlPolicy): NonNullable<AskedAcl> {
  if (grants === undefined || grants.length > ACL_GRANTS_MAX) throw malformedAcl();
  if (owner?.ID === undefined || owner.ID === "") throw malformedAcl();
  return {
    ownerId: owner.ID,
    grants: grants.map(({ Grantee: grantee, Permission: permission }) => {
      if (grantee === undefined || permission === undefined || !PERMISSIONS.has(permission)) throw malformedAcl();
      return { grantee: granteeInDocument(grantee), permission: permission as AclPermission };
    }),
  };
}

function granteeInDocument({ Type: type, ID: id, URI: uri, EmailAddress: email }: Grantee): AskedGrantee {
  if (type === "CanonicalUser" && id !== undefined && id !== "") return { id };
  if (type === "Group" && uri !== undefined) return { uri };
  if (type === "AmazonCustomerByEmail" && email !== undefined) return { email };
  throw malformedAcl();
}
