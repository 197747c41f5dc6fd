/**
 * Server certificates: names for certificates that other services would present. The private key is checked against the certificate and then
 * forgotten: IAM never gives it back, and nothing here terminates TLS with it.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { ServerCertificateMetadata } from "@aws-sdk/client-iam";
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { accessTo } from "../access.ts";
import { iamArn } from "../arns.ts";
import { entityAlreadyExists, limitExceeded, noSuchEntity } from "../errors.ts";
import { readRecord, type TagRecord } from "../store/records.ts";
import { requireName } from "../validation.ts";
import { put, serverCertificateKey } from "./records.ts";
import type { TaggedResource } from "./tagged.ts";

/** IAM quotas. */
const CERTIFICATES_MAX = 20;

export interface ServerCertificateRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** PEM, as given. */
  readonly body: string;
  readonly chain?: string | undefined;
  readonly uploadedMs: number;
  readonly expiresMs: number;
  readonly tags: readonly TagRecord[];
}

export function serverCertificateAccess(
  action: string,
  { accountId }: RequestContext,
  name: string,
  conditions?: AccessCheck["conditions"],
): AccessCheck[] {
  return accessTo(action, iamArn(accountId, "server-certificate", "/", name), conditions);
}

export const requireCertificateName = (name: string | undefined, member = "serverCertificateName"): void =>
  requireName(member, name, 128);

export function malformedCertificate(message: string): ServiceError {
  return new ServiceError({ code: "MalformedCertificate", status: 400, message });
}

/** One certificate in PEM. @throws {ServiceError} MalformedCertificate */
export function readCertificate(pem: string): X509Certificate {
  if (!/^\s*-----BEGIN CERTIFICATE-----[\w\s+/=]+-----END CERTIFICATE-----\s*$/.test(pem))
    throw malformedCertificate("Unable to parse certificate. Please ensure the certificate is in PEM format.");
  try {
    return new X509Certificate(pem);
  } catch {
    throw malformedCertificate("Unable to parse certificate. Please ensure the certificate is in PEM format.");
  }
}

/** @throws {ServiceError} MalformedCertificate */
export function requireChain(chain: string | undefined): void {
  if (chain === undefined) return;
  const links = chain.match(/-----BEGIN CERTIFICATE-----[\w\s+/=]+-----END CERTIFICATE-----/g) ?? [];
  if (links.length === 0) throw malformedCertificate("Unable to parse certificate chain.");
  for (const link of links) readCertificate(link);
}

/** @throws {ServiceError} MalformedCertificate for no key; KeyPairMismatch for another's */
export function requireKeyOf(certificate: X509Certificate, pem: string): void {
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    // AWS takes no key with a passphrase either.
    throw malformedCertificate("Unable to parse key. Please ensure the key is in PEM format and is not encrypted.");
  }
  if (!certificate.checkPrivateKey(key))
    throw new ServiceError({
      code: "KeyPairMismatch",
      status: 400,
      message: "The private key does not match the public key of the certificate.",
    });
}

/** @throws {ServiceError} NoSuchEntity */
export function getCertificate(reader: Reader, accountId: string, name: string): ServerCertificateRecord {
  const record = readRecord<ServerCertificateRecord>(reader, serverCertificateKey(accountId, name));
  if (record === undefined) throw noSuchEntity(`The Server Certificate with name ${name} cannot be found.`);
  return record;
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addCertificate(transaction: Transaction, accountId: string, record: ServerCertificateRecord): void {
  refuseTaken(transaction, accountId, record.name);
  const prefix = serverCertificateKey(accountId);
  if (transaction.range({ prefix, limit: CERTIFICATES_MAX }).length >= CERTIFICATES_MAX)
    throw limitExceeded(`Cannot exceed quota for ServerCertificatesPerAccount: ${CERTIFICATES_MAX}`);
  put(transaction, serverCertificateKey(accountId, record.name), record);
}

function refuseTaken(reader: Reader, accountId: string, name: string): void {
  if (reader.get(serverCertificateKey(accountId, name)) !== undefined)
    throw entityAlreadyExists(`The Server Certificate with name ${name} already exists.`);
}

/** @throws {ServiceError} NoSuchEntity; EntityAlreadyExists */
export function renameCertificate(
  transaction: Transaction,
  accountId: string,
  {
    name,
    newName,
    newPath,
  }: { readonly name: string; readonly newName?: string | undefined; readonly newPath?: string | undefined },
): void {
  const record = getCertificate(transaction, accountId, name);
  const renamed = { ...record, name: newName ?? name, path: newPath ?? record.path };
  if (renamed.name !== name) {
    refuseTaken(transaction, accountId, renamed.name);
    transaction.delete(serverCertificateKey(accountId, name));
  }
  put(transaction, serverCertificateKey(accountId, renamed.name), renamed);
}

/** @throws {ServiceError} NoSuchEntity */
export function removeCertificate(transaction: Transaction, accountId: string, name: string): void {
  getCertificate(transaction, accountId, name);
  transaction.delete(serverCertificateKey(accountId, name));
}

export function certificateShape(accountId: string, record: ServerCertificateRecord): ServerCertificateMetadata {
  return {
    Path: record.path,
    ServerCertificateName: record.name,
    ServerCertificateId: record.id,
    Arn: iamArn(accountId, "server-certificate", record.path, record.name),
    UploadDate: new Date(record.uploadedMs),
    Expiration: new Date(record.expiresMs),
  };
}

export function taggedCertificate(accountId: string, name: string): TaggedResource {
  requireCertificateName(name);
  return {
    key: serverCertificateKey(accountId, name),
    get: (reader) => getCertificate(reader, accountId, name),
  };
}
