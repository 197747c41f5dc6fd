/**
 * Signature Version 2 in the `Authorization` field: `AWS KEY:SIGNATURE`, as S3's oldest clients send it. AWS takes it in its oldest Regions only, so a server takes it
 * only when it is told to (`--sigv2`).
 *
 * Checks, in order: form, date and its skew, access key, session token, signature. The order is assumed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html (read 2026-11-29)
 */
import { AuthError } from "../../kit/errors.ts";
import type { AccessKey } from "../credentials.ts";
import { missingDate, refusedCredentials, skewed } from "../sigv4/refusals.ts";
import type { SignedRequest } from "../sigv4/signature-claim.ts";
import { checkSignatureV2 } from "./check-signature.ts";
import type { PresignedV2Check } from "./presigned-url.ts";

const SCHEME = "AWS ";
/** AWS: 15 minutes (RESTAuthentication.html, "Time stamp requirement"). */
const SKEW_MS_MAX = 15 * 60 * 1000;

export function isSignedV2(request: SignedRequest): boolean {
  return request.headers.get("authorization")?.startsWith(SCHEME) === true;
}

/** Whose key signed the request. @throws {AuthError} */
export async function verifySignedV2(request: SignedRequest, check: PresignedV2Check): Promise<AccessKey> {
  const { headers } = request;
  const field = headers.get("authorization")?.slice(SCHEME.length).trim() ?? "";
  const colon = field.lastIndexOf(":");
  if (colon <= 0 || colon === field.length - 1) throw malformed();
  const [accessKeyId, signature] = [field.slice(0, colon), field.slice(colon + 1)];
  const amzDate = headers.get("x-amz-date");
  const date = amzDate ?? headers.get("date");
  const dateMs = Date.parse(date ?? "");
  // AWS: a date before 1970 is none (ceph/s3-tests test_object_create_bad_date_before_epoch_aws2).
  if (date === undefined || Number.isNaN(dateMs) || dateMs < 0) throw missingDate("s3");
  const { isOpen } = check.credentials;
  if (!isOpen && Math.abs(check.wallMs - dateMs) > SKEW_MS_MAX) throw skewed("s3", dateMs, check.wallMs, SKEW_MS_MAX);
  const sessionToken = headers.get("x-amz-security-token");
  const accessKey = await check.credentials.find(accessKeyId, sessionToken);
  if (typeof accessKey === "string") throw refusedCredentials("s3", accessKey, { accessKeyId, sessionToken });
  // AWS: the line of the date is empty when x-amz-date says it, which is signed with the other fields of its kind.
  const signed = { accessKey, resourcePath: check.resourcePath, date: amzDate === undefined ? date : "", signature };
  if (!isOpen) checkSignatureV2(request, signed);
  return accessKey;
}

function malformed(): AuthError {
  return new AuthError({
    code: "InvalidArgument",
    status: 400,
    message: "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature",
  });
}
