/**
 * Presigned S3 URLs of Signature Version 2: `AWSAccessKeyId`, `Expires` and `Signature` in the query. AWS keeps them in its oldest Regions, and
 * boto3 still makes them for us-east-1 unless it is told otherwise.
 *
 * Checks, in order: all three parameters, expiry, access key, session token, signature. The order is assumed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html (read 2026-11-23)
 */
import { AuthError } from "../../kit/errors.ts";
import type { AccessKey, CredentialSource } from "../credentials.ts";
import { presignedExpired, refusedCredentials } from "../sigv4/refusals.ts";
import { queryParameter, type SignedRequest } from "../sigv4/signature-claim.ts";
import { checkSignatureV2 } from "./check-signature.ts";

export function isPresignedV2(request: SignedRequest): boolean {
  return queryParameter(request.rawQuery, "AWSAccessKeyId") !== undefined && !request.headers.has("authorization");
}

export interface PresignedV2Check {
  readonly credentials: CredentialSource;
  /** The path as sent, after the bucket of a virtual host: `/bucket/key`. */
  readonly resourcePath: string;
  readonly wallMs: number;
}

/** Whose key signed the URL. @throws {AuthError} */
export async function verifyPresignedV2(request: SignedRequest, check: PresignedV2Check): Promise<AccessKey> {
  const { rawQuery } = request;
  const accessKeyId = queryParameter(rawQuery, "AWSAccessKeyId");
  const expires = queryParameter(rawQuery, "Expires");
  const signature = queryParameter(rawQuery, "Signature");
  if (accessKeyId === undefined || signature === undefined || expires === undefined || !/^\d{1,12}$/.test(expires)) {
    throw new AuthError({
      code: "AccessDenied",
      status: 403,
      message: "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    });
  }
  const atMs = Number(expires) * 1000;
  const isOpen = check.credentials.isOpen;
  if (!isOpen && check.wallMs > atMs) {
    throw presignedExpired("s3", { seconds: undefined, atMs, serverMs: check.wallMs });
  }
  const sessionToken = queryParameter(rawQuery, "x-amz-security-token");
  const accessKey = await check.credentials.find(accessKeyId, sessionToken);
  if (typeof accessKey === "string") throw refusedCredentials("s3", accessKey, { accessKeyId, sessionToken });
  if (isOpen) return accessKey;
  checkSignatureV2(request, { accessKey, resourcePath: check.resourcePath, date: expires, signature });
  return accessKey;
}
