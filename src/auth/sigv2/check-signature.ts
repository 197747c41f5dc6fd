/**
 * What Signature Version 2 signs, whether it stands in the query or in the `Authorization` field.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html (read 2026-11-23)
 */
import { createHmac } from "node:crypto";
import { AuthError } from "../../kit/errors.ts";
import type { AccessKey } from "../credentials.ts";
import { canonicalHeaderValue, uriDecode } from "../sigv4/canonical-request.ts";
import type { SignedRequest } from "../sigv4/signature-claim.ts";
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

const BUCKET_ALONE = /^\/[^/]+$/;

export interface SignatureV2 {
  readonly accessKey: AccessKey;
  /** The path as sent, after the bucket of a virtual host: `/bucket/key`. */
  readonly resourcePath: string;
  /** The line of the date: `Expires` of a URL, the `Date` field, or nothing when `x-amz-date` is signed. */
  readonly date: string;
  /** Base64. */
  readonly signature: string;
}

/**
 * A bucket alone is signed with or without a slash behind it: boto adds one to a path that has none, as a virtual host's path has.
 *
 * @throws {SignatureDoesNotMatch} 403
 */
export function checkSignatureV2(
  request: SignedRequest,
  { accessKey, resourcePath, date, signature }: SignatureV2,
): void {
  const paths = BUCKET_ALONE.test(resourcePath) ? [`${resourcePath}/`, resourcePath] : [resourcePath];
  const texts = paths.map((path) => stringToSignOf(request, path, date));
  const isRight = texts.some((text) =>
    signaturesEqual(createHmac("sha1", accessKey.secretAccessKey).update(text, "latin1").digest("base64"), signature),
  );
  if (!isRight) throw mismatch(accessKey.accessKeyId, texts[0] ?? "", signature);
}

function stringToSignOf({ method, headers, rawQuery }: SignedRequest, resourcePath: string, date: string): string {
  const amzNames = [...new Set(headers.entries().map(([name]) => name.toLowerCase()))]
    .filter((name) => name.startsWith("x-amz-"))
    .sort();
  const amzHeaders = amzNames.map((name) => `${name}:${canonicalHeaderValue(headers.get(name) ?? "")}\n`).join("");
  const head = [method, headers.get("content-md5") ?? "", headers.get("content-type") ?? "", date].join("\n");
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
