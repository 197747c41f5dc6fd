/**
 * X.509 signing certificates of users: kept, listed, switched on and off. The SOAP interfaces that took their signatures ended in 2015.
 */
import type { SigningCertificate } from "@aws-sdk/client-iam";
import { ServiceError } from "../../../kit/errors.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { limitExceeded, noSuchEntity } from "../errors.ts";
import { decodeRecord, readRecord } from "../store/records.ts";
import { lengthWithin, matches, requireValid } from "../validation.ts";
import type { Owner } from "./owner.ts";
import { put, signingCertificateKey } from "./records.ts";
import { readCertificate } from "./server-certificates.ts";

/** IAM quotas. */
export const SIGNING_CERTIFICATES_MAX = 2;

export interface SigningCertificateRecord {
  readonly id: string;
  readonly body: string;
  readonly fingerprint: string;
  readonly isActive: boolean;
  readonly uploadedMs: number;
}

/** SHA-256 of the certificate, which tells whether it is the same. @throws {ServiceError} MalformedCertificate */
export function certificateFingerprint(body: string): string {
  return readCertificate(body).fingerprint256;
}

/** @throws {ServiceError} ValidationError */
export function requireCertificateId(id: string): void {
  requireValid(lengthWithin("certificateId", id, 24, 128), matches("certificateId", id, /^[\w]+$/, "[\\w]+"));
}

export function signingCertificatesOf(reader: Reader, accountId: string, owner: Owner): SigningCertificateRecord[] {
  return reader
    .range({ prefix: signingCertificateKey(accountId, owner.ownerId), limit: SIGNING_CERTIFICATES_MAX })
    .map(({ value }) => decodeRecord<SigningCertificateRecord>(value));
}

/** @throws {ServiceError} NoSuchEntity */
export function getSigningCertificate(
  reader: Reader,
  accountId: string,
  owner: Owner,
  id: string,
): SigningCertificateRecord {
  const record = readRecord<SigningCertificateRecord>(reader, signingCertificateKey(accountId, owner.ownerId, id));
  if (record === undefined) throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
  return record;
}

/** @throws {ServiceError} DuplicateCertificate; LimitExceeded */
export function addSigningCertificate(
  transaction: Transaction,
  accountId: string,
  owner: Owner,
  record: SigningCertificateRecord,
): void {
  const known = signingCertificatesOf(transaction, accountId, owner);
  if (known.some(({ fingerprint }) => fingerprint === record.fingerprint))
    throw new ServiceError({
      code: "DuplicateCertificate",
      status: 409,
      message: "The same certificate is associated with an IAM user in the account.",
    });
  if (known.length >= SIGNING_CERTIFICATES_MAX)
    throw limitExceeded(`Cannot exceed quota for CertificatesPerUser: ${SIGNING_CERTIFICATES_MAX}`);
  writeSigningCertificate(transaction, accountId, owner, record);
}

export function writeSigningCertificate(
  transaction: Transaction,
  accountId: string,
  owner: Owner,
  record: SigningCertificateRecord,
): void {
  put(transaction, signingCertificateKey(accountId, owner.ownerId, record.id), record);
}

export function signingCertificateShape(owner: Owner, record: SigningCertificateRecord): SigningCertificate {
  return {
    UserName: owner.userName,
    CertificateId: record.id,
    CertificateBody: record.body,
    Status: record.isActive ? "Active" : "Inactive",
    UploadDate: new Date(record.uploadedMs),
  };
}
