/**
 * What a write asks for besides bytes and headers: access control list, encryption, Object Lock. Each option has a room of its own, which parses what was
 * sent (before anything is read) and settles it against the bucket (its defaults, and what it does not allow). PutObject, CopyObject and
 * CreateMultipartUpload all go this way.
 */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import type { AclOptions, AskedAcl } from "../acl/asked-acl.ts";
import { parseAcl, settleAcl } from "../acl/write-acl.ts";
import type { SealPlan } from "../encryption/sealing.ts";
import {
  type AskedEncryption,
  type EncryptionOptions,
  parseEncryption,
  settleEncryption,
} from "../encryption/write-encryption.ts";
import { EXPRESS_CLASS } from "../express/directory-bucket.ts";
import { headerNotImplemented } from "../errors.ts";
import { type AskedLock, type LockOptions, parseLock, settleLock } from "../lock/write-lock.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";

export interface WriteOptions extends AclOptions, EncryptionOptions, LockOptions {
  readonly WriteOffsetBytes?: number | undefined;
}

/** What was sent, checked as far as it can be without the bucket. */
export interface AskedOptions {
  readonly acl: AskedAcl;
  readonly encryption: AskedEncryption;
  readonly lock: AskedLock;
  readonly isAppend: boolean;
}

/** Where the options of one write are settled: inside the snapshot that opened the bucket. */
export interface Settling {
  readonly s3: S3;
  readonly reader: Reader;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly context: RequestContext;
}

export interface SettledOptions {
  readonly options: Omit<ObjectOptions, "encryption">;
  /** What the bytes are to be sealed with (encryption/sealing.ts). */
  readonly seal: SealPlan | undefined;
}

/** @throws {ServiceError} of the option's room */
export function parseWriteOptions(input: WriteOptions): AskedOptions {
  const isAppend = input.WriteOffsetBytes !== undefined;
  return { acl: parseAcl(input), encryption: parseEncryption(input), lock: parseLock(input), isAppend };
}

/** @throws {NotImplemented} 501 for an append, which AWS keeps to directory buckets  @throws {ServiceError} of the option's room, in this order */
export function settleWriteOptions(settling: Settling, asked: AskedOptions): SettledOptions {
  const { s3, reader, bucket, context } = settling;
  if (asked.isAppend && bucket.zone === undefined) throw headerNotImplemented("x-amz-write-offset-bytes");
  const express = bucket.zone === undefined ? {} : { storageClass: EXPRESS_CLASS };
  const acl = settleAcl(settling, asked.acl);
  const seal = settleEncryption(settling, asked.encryption);
  const times = { nowMs: context.nowMs, wallMs: s3.runtime.clock.wallMs() };
  const lock = settleLock({ reader, bucket, times }, asked.lock);
  return { options: { ...express, ...acl, ...lock }, seal };
}
