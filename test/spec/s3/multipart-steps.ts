/** The steps of a multipart upload, for specifications that look at one of them. */
import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  type CompletedPart,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
  type UploadPartCommandInput,
} from "@aws-sdk/client-s3";
import type { S3Fixture } from "./fixture.ts";

/** The smallest part that need not be the last. */
export const FIVE_MIB = 5 * 1024 * 1024;

export interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

export async function beginUpload(
  fixture: S3Fixture,
  key: string,
  options: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<Upload> {
  const bucket = options.Bucket ?? fixture.bucket;
  const { UploadId } = await fixture.s3.send(
    new CreateMultipartUploadCommand({ ...options, Bucket: bucket, Key: key }),
  );
  return { Bucket: bucket, Key: key, UploadId: UploadId ?? "" };
}

/** Uploads one part; resolves with its entry for the list of completed parts. */
export async function sendPart(
  fixture: S3Fixture,
  upload: Upload,
  part: { number: number; body: string | Uint8Array } & Partial<UploadPartCommandInput>,
): Promise<CompletedPart> {
  const { number, body, ...options } = part;
  const { ETag } = await fixture.s3.send(
    new UploadPartCommand({ ...upload, PartNumber: number, Body: body, ...options }),
  );
  return { PartNumber: number, ...(ETag === undefined ? {} : { ETag }) };
}

export function completeUpload(
  fixture: S3Fixture,
  upload: Upload,
  parts: CompletedPart[],
  options: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  return fixture.s3.send(
    new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts }, ...options }),
  );
}

export function md5Hex(...bodies: (string | Uint8Array)[]): string {
  const hash = createHash("md5");
  for (const body of bodies) hash.update(body);
  return hash.digest("hex");
}

/** The ETag that S3 gives an object of these parts. */
export function multipartEtag(...bodies: (string | Uint8Array)[]): string {
  return `"${md5Hex(Buffer.concat(bodies.map((body) => Buffer.from(md5Hex(body), "hex"))))}-${bodies.length}"`;
}
