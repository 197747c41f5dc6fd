/**
 * Presigned S3 URLs of Signature Version 2: `AWSAccessKeyId`, `Expires` and `Signature` in the query. AWS keeps them in its oldest Regions, and
 * boto3 still makes them for us-east-1 unless it is told otherwise. Only this form is taken; an `Authorization` field of version 2 is refused
 * as in every newer Region.
 *
 * Checks, in order: all three parameters, expiry, access key, session token, signature. The order is assumed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html (read 2026-11-23)
 */
import { createHmac } from "node:crypto";
import { AuthError } from "../../kit/errors.ts";
import type { AccessKey, CredentialSource } from "../credentials.ts";
import { canonicalHeaderValue, uriDecode } from "../sigv4/canonical-request.ts";
import { presignedExpired, refusedCredentials } from "../sigv4/refusals.ts";
import { queryParameter, type SignedRequest } from "../sigv4/signature-claim.ts";
import { signaturesEqual } from "../sigv4/signing-key.ts";

/** Parameters that are part of the signed resource; every other one is not signed. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "delete",
  "encryption",
  "inventory",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "retention",
  "select",
  "select-type",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

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
  const stringToSign = stringToSignOf(request, check.resourcePath, expires);
  const expected = createHmac("sha1", accessKey.secretAccessKey).update(stringToSign, "latin1").digest("base64");
  if (!signaturesEqual(expected, signature)) throw mismatch(accessKeyId, stringToSign, signature);
  return accessKey;
}

function stringToSignOf({ method, headers, rawQuery }: SignedRequest, resourcePath: string, expires: string): string {
  const amzNames = [...new Set(headers.entries().map(([name]) => name.toLowerCase()))]
    .filter((name) => name.startsWith("x-amz-"))
    .sort();
  const amzHeaders = amzNames.map((name) => `${name}:${canonicalHeaderValue(headers.get(name) ?? "")}\n`).join("");
  const head = [method, headers.get("content-md5") ?? "", headers.get("content-type") ?? "", expires].join("\n");
  return `${head}\n${amzHeaders}${resourcePath}${signedParameters(rawQuery)}`;
}

function signedParameters(rawQuery: string): string {
  const parts = rawQuery.split("&").filter((part) => SIGNED_PARAMETERS.has(part.split("=", 1)[0] ?? ""));
  const decoded = parts.sort().map((part) => uriDecode(part.replaceAll("+", " ")));
  return decoded.length === 0 ? "" : `?${decoded.join("&")}`;
}

function mismatch(accessKeyId: string, stringToSign: string, signature: string): AuthError {
  return new AuthError({
    code: "SignatureDoesNotMatch",
    status: 403,
    message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    fields: {
      AWSAccessKeyId: accessKeyId,
      StringToSign: Buffer.from(stringToSign, "latin1").toString("utf8"),
      SignatureProvided: signature,
    },
  });
}
