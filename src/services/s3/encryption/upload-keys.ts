/**
 * The keys that the parts of an upload are sealed with: one set for all parts, made when the upload began, each part under keys of its own derived from it by storage.
 *
 * AWS: texts recorded in localstack/localstack test_s3.snapshot.json (test_multipart_upload_sse_c_validation).
 */
import { createHmac } from "node:crypto";
import { invalidArgument, invalidRequest } from "../errors.ts";
import type { UploadRecord } from "../multipart/upload-record.ts";
import type { S3 } from "../s3.ts";
import type { SealKeys } from "../../../storage/objects.ts";
import type { CustomerKey } from "./customer-key.ts";
import type { SealPlace } from "./kms-keys.ts";
import { hasMd5Etag } from "./object-encryption.ts";
import { openKeys, openWithCustomerKey } from "./sealing.ts";

/** Undefined for an upload that is not sealed. @throws {InvalidRequest} 400 for a key that is missing, superfluous or another one; and as openKeys */
export async function keysOfUpload(
  s3: S3,
  place: SealPlace,
  { upload, customer }: { readonly upload: UploadRecord; readonly customer: CustomerKey | undefined },
): Promise<SealKeys | undefined> {
  checkPartKey(place.bucket.name, upload, customer);
  const { encryption } = upload;
  if (encryption === undefined) return undefined;
  return customer === undefined
    ? openKeys(s3, place, encryption)
    : openWithCustomerKey(place.bucket.name, encryption, customer);
}

/**
 * AWS: the MD5 of the part where objects have one, else a value that tells nothing. Here it follows from the upload's key, the number and the bytes, so that a client
 * that sends a part again, because it has lost the answer, gets the answer that it lost.
 */
export function etagOfPart(
  { encryption }: UploadRecord,
  keys: SealKeys | undefined,
  { partNumber, md5 }: { readonly partNumber: number; readonly md5: Uint8Array },
): string {
  if (keys === undefined || hasMd5Etag(encryption)) return Buffer.from(md5).toString("hex");
  const mac = createHmac("sha256", keys[0]).update(`lakebed part etag 1 ${partNumber} `).update(md5).digest();
  return mac.toString("hex", 0, md5.length);
}

/** @throws {InvalidRequest} 400 for a key that is missing, superfluous or another one */
export function checkPartKey(bucket: string, { encryption }: UploadRecord, customer: CustomerKey | undefined): void {
  if ((encryption?.algorithm === "customer") !== (customer !== undefined))
    throw invalidRequest(
      "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.",
    );
  checkSameKey(bucket, { encryption }, customer);
}

function checkSameKey(
  bucket: string,
  { encryption }: Pick<UploadRecord, "encryption">,
  customer: CustomerKey | undefined,
): void {
  if (encryption === undefined || customer === undefined) return;
  if (openWithCustomerKey(bucket, encryption, customer) === undefined)
    throw invalidRequest("The provided encryption parameters did not match the ones used originally.");
}

/**
 * AWS: completing needs the key only when the upload was begun with a checksum algorithm (API_CompleteMultipartUpload); the refusal of a missing one is assumed.
 *
 * @throws {InvalidRequest} 400  @throws {InvalidArgument} 400
 */
export function checkCompletingKey(bucket: string, upload: UploadRecord, customer: CustomerKey | undefined): void {
  if (upload.encryption?.algorithm !== "customer") {
    if (customer !== undefined) throw invalidRequest("The encryption parameters are not applicable to this object.");
  } else if (customer !== undefined) checkSameKey(bucket, upload, customer);
  else if (upload.checksum !== undefined) {
    const message =
      "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.";
    throw invalidArgument(message, "x-amz-server-side-encryption", "null");
  }
}
