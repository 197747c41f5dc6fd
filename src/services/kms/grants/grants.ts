/**
 * Grants as records: found by key, by retiring principal and by token, and matched to a caller who wants to use the key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (read 2026-11-23)
 */
import type { GrantConstraints, GrantListEntry, GrantOperation } from "@aws-sdk/client-kms";
import type { Principal } from "../../../auth/principal.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import {
  decodeRecord,
  EMPTY_VALUE,
  type GrantCountRecord,
  type GrantRecord,
  grantByKey,
  grantCountKey,
  grantKey,
  type Place,
  readRecord,
  retirableKey,
  writeRecord,
} from "../records.ts";
import { keyArn } from "../keys/key-reference.ts";

/** Grants of one principal for one key that are looked at for a decision; more are AWS's business (its quota of grants is for the key). */
const GRANTS_OF_PRINCIPAL_MAX = 1000;

export function findGrant(reader: Reader, place: Place, keyId: string, grantId: string): GrantRecord | undefined {
  return readRecord<GrantRecord>(reader, grantKey(place, keyId, grantId));
}

/** The grants of the key for that grantee, or of that name. */
export function grantsBy(
  reader: Reader,
  { place, id }: { readonly place: Place; readonly id: string },
  member: "grantee" | "name",
  value: string,
): GrantRecord[] {
  return reader
    .range({ prefix: grantByKey(place, id, member, value), limit: GRANTS_OF_PRINCIPAL_MAX })
    .flatMap(({ key }) => findGrant(reader, place, id, String(key.at(-1))) ?? []);
}

export function countGrants(reader: Reader, place: Place, keyId: string): number {
  return readRecord<GrantCountRecord>(reader, grantCountKey(place, keyId))?.count ?? 0;
}

export function putGrant(transaction: Transaction, place: Place, keyId: string, grant: GrantRecord): void {
  writeRecord(transaction, grantKey(place, keyId, grant.grantId), grant);
  for (const index of indexKeys(place, keyId, grant)) transaction.put(index, EMPTY_VALUE);
  writeRecord(transaction, grantCountKey(place, keyId), { count: countGrants(transaction, place, keyId) + 1 });
}

export function removeGrant(transaction: Transaction, place: Place, keyId: string, grant: GrantRecord): void {
  transaction.delete(grantKey(place, keyId, grant.grantId));
  for (const index of indexKeys(place, keyId, grant)) transaction.delete(index);
  writeRecord(transaction, grantCountKey(place, keyId), { count: countGrants(transaction, place, keyId) - 1 });
}

/** Removes what a deleted key leaves behind. */
export function removeGrantsOf(transaction: Transaction, place: Place, keyId: string): void {
  for (;;) {
    const entries = transaction.range({ prefix: grantKey(place, keyId), limit: GRANTS_OF_PRINCIPAL_MAX });
    for (const { value } of entries) removeGrant(transaction, place, keyId, decodeRecord<GrantRecord>(value));
    if (entries.length < GRANTS_OF_PRINCIPAL_MAX) break;
  }
  transaction.delete(grantCountKey(place, keyId));
}

function indexKeys(place: Place, keyId: string, grant: GrantRecord): Key[] {
  const { grantId, name, retiringPrincipal } = grant;
  const grantee = grant.granteePrincipal ?? grant.granteeServicePrincipal;
  return [
    ...(grantee === undefined ? [] : [grantByKey(place, keyId, "grantee", grantee, grantId)]),
    ...(name === undefined ? [] : [grantByKey(place, keyId, "name", name, grantId)]),
    ...(retiringPrincipal === undefined
      ? []
      : [retirableKey(place.region, retiringPrincipal, place.accountId, keyId, grantId)]),
  ];
}

/**
 * The names by which a grant can mean this principal: the user or session itself, the role behind the session, the service. Users, roles and sessions
 * are kept by their unique ids, unless nothing was known of their account when the grant was made.
 */
export function granteeNames(principal: Principal): readonly string[] {
  switch (principal.type) {
    case "anonymous":
      return [];
    case "service":
      return [principal.service];
    case "assumed-role":
      return [principal.userId, principal.roleId, principal.arn, principal.roleArn];
    case "user":
      return [principal.userId, principal.arn];
    default:
      return [principal.arn];
  }
}

/** As it is shown; `showName` gives the names of now. */
export function grantListEntry(
  place: Place,
  keyId: string,
  grant: GrantRecord,
  showName: (name: string) => string,
): GrantListEntry {
  const shown = (name: string | undefined): string | undefined => (name === undefined ? undefined : showName(name));
  return {
    KeyId: keyArn(place, keyId),
    GrantId: grant.grantId,
    Name: grant.name ?? "",
    CreationDate: new Date(grant.createdMs),
    GranteePrincipal: shown(grant.granteePrincipal),
    GranteeServicePrincipal: grant.granteeServicePrincipal,
    RetiringPrincipal: shown(grant.retiringPrincipal),
    RetiringServicePrincipal: grant.retiringServicePrincipal,
    IssuingAccount: `arn:aws:iam::${grant.issuingAccount}:root`,
    Operations: [...grant.operations],
    Constraints: grant.constraints,
  };
}

export interface GrantUse {
  /** As in grants: `Decrypt`, `ReEncryptFrom` ... */
  readonly operation: string;
  /** The encryption context of the request; undefined for operations without one. */
  readonly context: Readonly<Record<string, string>> | undefined;
  /** `aws:SourceArn` of the request. */
  readonly sourceArn?: string | undefined;
}

/** Whether the grant lets its grantee do it. */
export function allowsUse(grant: GrantRecord, { operation, context, sourceArn }: GrantUse): boolean {
  return (
    grant.operations.includes(operation as GrantOperation) && meetsConstraints(grant.constraints, context, sourceArn)
  );
}

export function isNamed(name: string | undefined, principal: Principal): boolean {
  return name !== undefined && granteeNames(principal).includes(name);
}

// AWS: constraints on the encryption context do not apply where there is none, e.g. DescribeKey. In constraints, keys are compared without
// case (API reference, GrantConstraints).
function meetsConstraints(
  constraints: GrantConstraints | undefined,
  context: GrantUse["context"],
  sourceArn: string | undefined,
): boolean {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = constraints ?? {};
  if (SourceArn !== undefined && SourceArn !== sourceArn) return false;
  if (context === undefined) return true;
  const given = foldKeys(context);
  if (equals !== undefined && (given.size !== Object.keys(equals).length || !contains(given, equals))) return false;
  return subset === undefined || contains(given, subset);
}

function contains(given: ReadonlyMap<string, string>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => given.get(key.toLowerCase()) === value);
}

function foldKeys(context: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Equally strict or stricter: what a grant that was made with a grant's permission must be. */
export function isAsStrict(made: GrantConstraints | undefined, given: GrantConstraints | undefined): boolean {
  if (given?.SourceArn !== undefined && made?.SourceArn !== given.SourceArn) return false;
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = given ?? {};
  if (equals !== undefined && !isSame(made?.EncryptionContextEquals, equals)) return false;
  if (subset === undefined) return true;
  const pairs = made?.EncryptionContextEquals ?? made?.EncryptionContextSubset;
  return pairs !== undefined && contains(foldKeys(pairs), subset);
}

function isSame(left: Readonly<Record<string, string>> | undefined, right: Readonly<Record<string, string>>): boolean {
  return (
    left !== undefined && Object.keys(left).length === Object.keys(right).length && contains(foldKeys(left), right)
  );
}
