/**
 * Grants as records: found by key, by retiring principal and by token, and matched to a caller who wants to use the key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (read 2026-11-23)
 */
import type { GrantConstraints, GrantListEntry, GrantOperation } from "@aws-sdk/client-kms";
import type { Caller, Principal } from "../../../auth/principal.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { GRANTS_PER_KEY_MAX } from "../limits.ts";
import {
  decodeRecord,
  EMPTY_VALUE,
  type GrantRecord,
  grantKey,
  type Place,
  readRecord,
  retirableKey,
  writeRecord,
} from "../records.ts";
import { keyArn } from "../keys/key-reference.ts";

/** Grants that one range reads. */
const RANGE = 1000;

export function findGrant(reader: Reader, place: Place, keyId: string, grantId: string): GrantRecord | undefined {
  return readRecord<GrantRecord>(reader, grantKey(place, keyId, grantId));
}

export function* grantsOf(reader: Reader, place: Place, keyId: string): Generator<GrantRecord> {
  const prefix = grantKey(place, keyId);
  let after: string | undefined;
  for (let seen = 0; seen < GRANTS_PER_KEY_MAX; seen += RANGE) {
    const entries = reader.range({
      prefix,
      limit: RANGE,
      ...(after === undefined ? {} : { startAfter: [...prefix, after] }),
    });
    for (const { value } of entries) yield decodeRecord<GrantRecord>(value);
    if (entries.length < RANGE) return;
    after = String(entries.at(-1)?.key.at(-1));
  }
}

export function putGrant(transaction: Transaction, place: Place, keyId: string, grant: GrantRecord): void {
  writeRecord(transaction, grantKey(place, keyId, grant.grantId), grant);
  const { retiringPrincipal, grantId } = grant;
  if (retiringPrincipal !== undefined)
    transaction.put(retirableKey(place.region, retiringPrincipal, place.accountId, keyId, grantId), EMPTY_VALUE);
}

export function removeGrant(transaction: Transaction, place: Place, keyId: string, grant: GrantRecord): void {
  transaction.delete(grantKey(place, keyId, grant.grantId));
  const { retiringPrincipal, grantId } = grant;
  if (retiringPrincipal !== undefined)
    transaction.delete(retirableKey(place.region, retiringPrincipal, place.accountId, keyId, grantId));
}

export function grantListEntry(place: Place, keyId: string, grant: GrantRecord): GrantListEntry {
  return {
    KeyId: keyArn(place, keyId),
    GrantId: grant.grantId,
    Name: grant.name ?? "",
    CreationDate: new Date(grant.createdMs),
    GranteePrincipal: grant.granteePrincipal,
    GranteeServicePrincipal: grant.granteeServicePrincipal,
    RetiringPrincipal: grant.retiringPrincipal,
    RetiringServicePrincipal: grant.retiringServicePrincipal,
    IssuingAccount: `arn:aws:iam::${grant.issuingAccount}:root`,
    Operations: [...grant.operations],
    Constraints: grant.constraints,
  };
}

export interface GrantUse {
  /** As in grants: `Decrypt`, `ReEncryptFrom` ... */
  readonly operation: string;
  readonly caller: Caller;
  /** The encryption context of the request; undefined for operations without one. */
  readonly context: Readonly<Record<string, string>> | undefined;
  /** `aws:SourceArn` of the request. */
  readonly sourceArn?: string | undefined;
}

/** Whether the grant lets the caller do it. */
export function allowsUse(grant: GrantRecord, { operation, caller, context, sourceArn }: GrantUse): boolean {
  if (!grant.operations.includes(operation as GrantOperation)) return false;
  const isGrantee =
    isNamed(grant.granteePrincipal, caller.principal) ||
    (caller.principal.type === "service" && caller.principal.service === grant.granteeServicePrincipal);
  return isGrantee && meetsConstraints(grant.constraints, context, sourceArn);
}

/** Whether a grant's ARN means this principal: the user or session itself, or the role behind the session. */
export function isNamed(arn: string | undefined, principal: Principal): boolean {
  if (arn === undefined || principal.type === "anonymous") return false;
  if (principal.type === "service") return principal.service === arn;
  return principal.arn === arn || (principal.type === "assumed-role" && principal.roleArn === arn);
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
