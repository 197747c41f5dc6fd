/**
 * Who signed a form upload. The signature is over the policy as it was sent, in version 4 or in the old version 2; a form without a policy is nobody's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html (read 2026-11-29; order assumed)
 */
import { createHmac } from "node:crypto";
import type { CredentialSource } from "../../auth/credentials.ts";
import type { SignatureOrigin, SignedPrincipal } from "../../auth/principal.ts";
import { refusedCredentials } from "../../auth/sigv4/refusals.ts";
import { deriveSigningKey, sign, signaturesEqual } from "../../auth/sigv4/signing-key.ts";
import { AuthError, ServiceError } from "../../kit/errors.ts";

export interface FormSigner {
  readonly principal: SignedPrincipal;
  /** Of the credential's scope; undefined for version 2. */
  readonly region: string | undefined;
  readonly signature: SignatureOrigin;
}

type Fields = ReadonlyMap<string, string>;

/** Undefined for a form without a policy. @throws {InvalidArgument} 400  @throws {InvalidAccessKeyId} 403  @throws {SignatureDoesNotMatch} 403 */
export async function verifyForm(fields: Fields, credentials: CredentialSource): Promise<FormSigner | undefined> {
  const policy = fields.get("policy");
  const isV4 = fields.has("x-amz-signature") || fields.has("x-amz-algorithm") || fields.has("x-amz-credential");
  const isV2 = fields.has("signature") || fields.has("awsaccesskeyid");
  if (policy === undefined) {
    if (isV4 || isV2) throw missingField("policy");
    return undefined;
  }
  return isV4 ? await verifyV4(fields, policy, credentials) : await verifyV2(fields, policy, credentials);
}

export function missingField(name: string): ServiceError {
  return new ServiceError({
    status: 400,
    code: "InvalidArgument",
    message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    fields: { ArgumentName: name, ArgumentValue: "" },
  });
}

function need(fields: Fields, name: string): string {
  const value = fields.get(name.toLowerCase());
  if (value === undefined) throw missingField(name);
  return value;
}

async function verifyV4(fields: Fields, policy: string, credentials: CredentialSource): Promise<FormSigner> {
  const algorithm = need(fields, "X-Amz-Algorithm");
  if (algorithm !== "AWS4-HMAC-SHA256")
    throw wrongArgument('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', algorithm);
  const credential = need(fields, "X-Amz-Credential");
  need(fields, "X-Amz-Date");
  const signature = need(fields, "X-Amz-Signature");
  const [accessKeyId = "", date = "", region = "", service, terminator] = credential.split("/");
  if (service !== "s3" || terminator !== "aws4_request")
    throw wrongArgument(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/s3/aws4_request".',
      credential,
    );
  const { principal, secretAccessKey } = await findKey(fields, accessKeyId, credentials);
  const expected = sign(deriveSigningKey(secretAccessKey, { date, region, service }), policy);
  if (!credentials.isOpen && !signaturesEqual(expected, signature)) throw mismatch(accessKeyId, policy, signature);
  return { principal, region, signature: originOf("AWS4-HMAC-SHA256") };
}

async function verifyV2(fields: Fields, policy: string, credentials: CredentialSource): Promise<FormSigner> {
  const accessKeyId = need(fields, "AWSAccessKeyId");
  const signature = need(fields, "Signature");
  const { principal, secretAccessKey } = await findKey(fields, accessKeyId, credentials);
  const expected = createHmac("sha1", secretAccessKey).update(policy).digest("base64");
  if (!credentials.isOpen && !signaturesEqual(expected, signature)) throw mismatch(accessKeyId, policy, signature);
  return { principal, region: undefined, signature: originOf("AWS") };
}

async function findKey(
  fields: Fields,
  accessKeyId: string,
  credentials: CredentialSource,
): Promise<{ readonly principal: SignedPrincipal; readonly secretAccessKey: string }> {
  const sessionToken = fields.get("x-amz-security-token");
  const found = await credentials.find(accessKeyId, sessionToken);
  if (typeof found === "string") throw refusedCredentials("s3", found, { accessKeyId, sessionToken });
  return found;
}

function originOf(version: SignatureOrigin["version"]): SignatureOrigin {
  return { authType: "POST", version, ageMs: undefined, contentSha256: undefined };
}

function wrongArgument(message: string, value: string): AuthError {
  return new AuthError({
    status: 400,
    code: "InvalidArgument",
    message,
    fields: { ArgumentValue: value.slice(0, 256) },
  });
}

function mismatch(accessKeyId: string, stringToSign: string, signature: string): AuthError {
  return new AuthError({
    code: "SignatureDoesNotMatch",
    status: 403,
    message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    fields: { AWSAccessKeyId: accessKeyId, StringToSign: stringToSign, SignatureProvided: signature },
  });
}
