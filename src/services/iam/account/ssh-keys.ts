/**
 * SSH public keys of users: kept, shown in either form, switched on and off. The service that would ask for them (CodeCommit) is not here.
 */
import { createHash, createPublicKey, type JsonWebKey } from "node:crypto";
import type { SSHPublicKey } from "@aws-sdk/client-iam";
import { ServiceError } from "../../../kit/errors.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { limitExceeded, noSuchEntity } from "../errors.ts";
import { decodeRecord, readRecord, type UserRecord } from "../store/records.ts";
import { lengthWithin, matches, oneOf, requireValid } from "../validation.ts";
import { put, sshKeyKey } from "./records.ts";

/** IAM quotas. */
export const SSH_KEYS_MAX = 5;
const MODULUS_BITS_MIN = 2048;

export interface SshKeyRecord {
  readonly id: string;
  /** As given. */
  readonly body: string;
  readonly fingerprint: string;
  readonly isActive: boolean;
  readonly uploadedMs: number;
}

function invalidKey(): ServiceError {
  return new ServiceError({
    code: "InvalidPublicKey",
    status: 400,
    message: "The public key is malformed or otherwise invalid.",
  });
}

/** An RSA public key as JWK, from either form. @throws {ServiceError} InvalidPublicKey */
export function readSshKey(body: string): JsonWebKey {
  const jwk = body.trimStart().startsWith("ssh-rsa ") ? fromSsh(body) : fromPem(body);
  if (jwk.kty !== "RSA" || Buffer.from(jwk.n ?? "", "base64url").length * 8 < MODULUS_BITS_MIN) throw invalidKey();
  return jwk;
}

function fromPem(body: string): JsonWebKey {
  try {
    return createPublicKey(body).export({ format: "jwk" });
  } catch {
    throw invalidKey();
  }
}

/** RFC 4253, section 6.6: the type, the exponent and the modulus, each with its length in front. */
function fromSsh(body: string): JsonWebKey {
  const blob = Buffer.from(body.trim().split(/\s+/)[1] ?? "", "base64");
  const [type, exponent, modulus, ...rest] = [...fields(blob)];
  if (type?.toString() !== "ssh-rsa" || exponent === undefined || modulus === undefined || rest.length > 0)
    throw invalidKey();
  return { kty: "RSA", e: integer(exponent), n: integer(modulus) };
}

function* fields(blob: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) throw invalidKey();
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) throw invalidKey();
    yield blob.subarray(at + 4, end);
    at = end;
  }
}

/** Without the zero byte that marks a positive number. */
function integer(bytes: Buffer): string {
  return (bytes[0] === 0 ? bytes.subarray(1) : bytes).toString("base64url");
}

function blobOf(jwk: JsonWebKey): Buffer {
  const parts = [Buffer.from("ssh-rsa"), positive(jwk.e ?? ""), positive(jwk.n ?? "")];
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

/** MD5 over the key in SSH's form, in pairs of hex digits. */
export function fingerprintOf(jwk: JsonWebKey): string {
  const digest = createHash("md5").update(blobOf(jwk)).digest("hex");
  return (digest.match(/../g) ?? []).join(":");
}

export function inEncoding(body: string, encoding: "SSH" | "PEM"): string {
  const jwk = readSshKey(body);
  if (encoding === "SSH") return `ssh-rsa ${blobOf(jwk).toString("base64")}`;
  return createPublicKey({ key: jwk, format: "jwk" }).export({ format: "pem", type: "spki" }).toString();
}

/** @throws {ServiceError} ValidationError */
export function requireKeyId(id: string): void {
  requireValid(lengthWithin("sSHPublicKeyId", id, 20, 128), matches("sSHPublicKeyId", id, /^[\w]+$/, "[\\w]+"));
}

/** @throws {ServiceError} ValidationError */
export function requireStatus(status: string): void {
  requireValid(oneOf("status", status, ["Active", "Inactive"]));
}

export function listSshKeys(reader: Reader, accountId: string, user: UserRecord): SshKeyRecord[] {
  return reader
    .range({ prefix: sshKeyKey(accountId, user.id), limit: SSH_KEYS_MAX })
    .map(({ value }) => decodeRecord<SshKeyRecord>(value));
}

/** @throws {ServiceError} NoSuchEntity */
export function getSshKey(reader: Reader, accountId: string, user: UserRecord, id: string): SshKeyRecord {
  const record = readRecord<SshKeyRecord>(reader, sshKeyKey(accountId, user.id, id));
  if (record === undefined) throw noSuchEntity(`The Public Key with id ${id} cannot be found.`);
  return record;
}

/** @throws {ServiceError} LimitExceeded; DuplicateSSHPublicKey */
export function addSshKey(transaction: Transaction, accountId: string, user: UserRecord, record: SshKeyRecord): void {
  const known = listSshKeys(transaction, accountId, user);
  if (known.some(({ fingerprint }) => fingerprint === record.fingerprint))
    throw new ServiceError({
      code: "DuplicateSSHPublicKey",
      status: 400,
      message: "The SSH public key is already associated with the specified IAM user.",
    });
  if (known.length >= SSH_KEYS_MAX)
    throw limitExceeded(`Cannot exceed quota for SSHPublicKeysPerUser: ${SSH_KEYS_MAX}`);
  writeSshKey(transaction, accountId, user, record);
}

export function writeSshKey(transaction: Transaction, accountId: string, user: UserRecord, record: SshKeyRecord): void {
  put(transaction, sshKeyKey(accountId, user.id, record.id), record);
}

export function sshKeyShape(user: UserRecord, record: SshKeyRecord, encoding: "SSH" | "PEM"): SSHPublicKey {
  return {
    UserName: user.name,
    SSHPublicKeyId: record.id,
    Fingerprint: record.fingerprint,
    SSHPublicKeyBody: inEncoding(record.body, encoding),
    Status: record.isActive ? "Active" : "Inactive",
    UploadDate: new Date(record.uploadedMs),
  };
}
