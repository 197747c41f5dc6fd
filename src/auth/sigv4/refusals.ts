/**
 * AWS's words for requests that are not authenticated, one function for each reason, in the words of the service's family.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (S3; read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html (the others; read 2026-11-23)
 */
import { AuthError } from "../../kit/errors.ts";
import type { CredentialRefusal } from "../credentials.ts";
import type { ErrorStyle } from "../error-style.ts";
import { formatAmzDate } from "./amz-date.ts";

interface Words {
  readonly code: string;
  readonly status: number;
}

type Reason = "missing" | "incomplete" | CredentialRefusal | "mismatch";

// AWS: query services answer 403 (400 when incomplete), JSON services 400, REST JSON services 403, EC2 its own AuthFailure 401
// (Common Errors pages of each API reference; EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html).
const WORDS: Readonly<Record<Exclude<ErrorStyle, "s3">, Readonly<Record<Reason, Words>>>> = {
  query: {
    missing: { code: "MissingAuthenticationToken", status: 403 },
    incomplete: { code: "IncompleteSignature", status: 400 },
    "unknown-key": { code: "InvalidClientTokenId", status: 403 },
    "invalid-token": { code: "InvalidClientTokenId", status: 403 },
    "expired-token": { code: "ExpiredToken", status: 403 },
    mismatch: { code: "SignatureDoesNotMatch", status: 403 },
  },
  ec2: {
    missing: { code: "MissingAuthenticationToken", status: 403 },
    incomplete: { code: "IncompleteSignature", status: 400 },
    "unknown-key": { code: "AuthFailure", status: 401 },
    "invalid-token": { code: "AuthFailure", status: 401 },
    "expired-token": { code: "RequestExpired", status: 400 },
    mismatch: { code: "AuthFailure", status: 401 },
  },
  json: {
    missing: { code: "MissingAuthenticationTokenException", status: 400 },
    incomplete: { code: "IncompleteSignatureException", status: 400 },
    "unknown-key": { code: "UnrecognizedClientException", status: 400 },
    "invalid-token": { code: "UnrecognizedClientException", status: 400 },
    "expired-token": { code: "ExpiredTokenException", status: 400 },
    mismatch: { code: "InvalidSignatureException", status: 400 },
  },
  "rest-json": {
    missing: { code: "MissingAuthenticationTokenException", status: 403 },
    incomplete: { code: "IncompleteSignatureException", status: 403 },
    "unknown-key": { code: "UnrecognizedClientException", status: 403 },
    "invalid-token": { code: "UnrecognizedClientException", status: 403 },
    "expired-token": { code: "ExpiredTokenException", status: 403 },
    mismatch: { code: "InvalidSignatureException", status: 403 },
  },
};

const TOKEN_MESSAGE = "The security token included in the request is invalid.";
const EXPIRED_MESSAGE = "The security token included in the request is expired";
const EC2_MESSAGE = "AWS was not able to validate the provided access credentials";
const MISMATCH_MESSAGE =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** Where the signature was: S3 names the place in its words for what is malformed. */
export type SignatureForm = "header" | "query";

function refuse(style: Exclude<ErrorStyle, "s3">, reason: Reason, message: string): AuthError {
  const words = WORDS[style][reason];
  if (words.code === "AuthFailure") return new AuthError({ ...words, message: EC2_MESSAGE });
  return new AuthError({ ...words, message: words.code === "RequestExpired" ? "Request has expired." : message });
}

function s3Refusal(
  code: string,
  status: number,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): AuthError {
  return new AuthError({ code, status, message, fields });
}

/** No signature at all, where the service takes no anonymous requests. */
export function missingAuthentication(style: ErrorStyle): AuthError {
  if (style === "s3") return s3Refusal("AccessDenied", 403, "Access Denied");
  return refuse(style, "missing", "Missing Authentication Token");
}

/** A page of another site while signatures are taken on trust. AWS has no such refusal. */
export function foreignPage(style: ErrorStyle): AuthError {
  return new AuthError({
    code: style === "s3" || style === "query" ? "AccessDenied" : "AccessDeniedException",
    status: 403,
    message: "Web pages of other sites, and names that are not this machine's, are not answered with open credentials.",
  });
}

/** The signature's own form is wrong; `s3Detail` is what S3 says after its fixed beginning. */
export function malformed(
  style: ErrorStyle,
  form: SignatureForm,
  s3Detail: string,
  otherMessage: string = s3Detail,
): AuthError {
  if (style !== "s3") return refuse(style, "incomplete", otherMessage);
  return form === "header"
    ? s3Refusal("AuthorizationHeaderMalformed", 400, `The authorization header is malformed; ${s3Detail}`)
    : s3Refusal("AuthorizationQueryParametersError", 400, s3Detail);
}

const IN_PLACE: Readonly<Record<SignatureForm, string>> = {
  header: "",
  query: "Error parsing the X-Amz-Credential parameter; ",
};

export function malformedCredential(style: ErrorStyle, form: SignatureForm, credential: string): AuthError {
  const detail = `${IN_PLACE[form]}the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`;
  return malformed(
    style,
    form,
    detail,
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
  );
}

export function wrongRegion(style: ErrorStyle, form: SignatureForm, given: string, expected: string): AuthError {
  if (style !== "s3")
    return refuse(style, "mismatch", `Credential should be scoped to a valid region, not '${given}'.`);
  const detail = `${IN_PLACE[form]}the region '${given}' is wrong; expecting '${expected}'`;
  const message = form === "header" ? `The authorization header is malformed; ${detail}` : detail;
  return new AuthError({
    code: form === "header" ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError",
    status: 400,
    message,
    fields: { Region: expected },
    headers: [["x-amz-bucket-region", expected]],
  });
}

export function wrongService(style: ErrorStyle, form: SignatureForm, given: string, expected: string): AuthError {
  if (style !== "s3")
    return refuse(style, "mismatch", `Credential should be scoped to correct service: '${expected}'.`);
  return malformed(
    style,
    form,
    `${IN_PLACE[form]}incorrect service "${given}". This endpoint belongs to "${expected}".`,
  );
}

export function wrongScopeDate(style: ErrorStyle, form: SignatureForm, given: string, expected: string): AuthError {
  if (style !== "s3") {
    return refuse(
      style,
      "mismatch",
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}' != '${expected}', from '${expected}'.`,
    );
  }
  return malformed(
    style,
    form,
    `Invalid credential date "${given}". This date is not the same as X-Amz-Date: "${expected}".`,
  );
}

/** A signed request without a usable date. */
export function missingDate(style: ErrorStyle): AuthError {
  if (style === "s3")
    return s3Refusal("AccessDenied", 403, "AWS authentication requires a valid Date or x-amz-date header");
  return refuse(
    style,
    "incomplete",
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  );
}

/** A header request that is older or newer than the permitted skew. Times are wall time in milliseconds. */
export function skewed(style: ErrorStyle, requestMs: number, serverMs: number, skewMaxMs: number): AuthError {
  if (style === "s3") {
    return s3Refusal(
      "RequestTimeTooSkewed",
      403,
      "The difference between the request time and the current time is too large.",
      {
        RequestTime: formatAmzDate(requestMs),
        ServerTime: new Date(serverMs).toISOString().replace(/\.\d{3}Z$/, "Z"),
        MaxAllowedSkewMilliseconds: skewMaxMs,
      },
    );
  }
  const minutes = skewMaxMs / 60_000;
  const [request, server] = [formatAmzDate(requestMs), formatAmzDate(serverMs)];
  const message =
    requestMs < serverMs
      ? `Signature expired: ${request} is now earlier than ${formatAmzDate(serverMs - skewMaxMs)} (${server} - ${minutes} min.)`
      : `Signature not yet current: ${request} is still later than ${formatAmzDate(serverMs + skewMaxMs)} (${server} + ${minutes} min.)`;
  return refuse(style, "mismatch", message);
}

/** A presigned URL after its time. */
export function presignedExpired(
  style: ErrorStyle,
  expires: { seconds: number | undefined; atMs: number; serverMs: number },
): AuthError {
  if (style !== "s3") return skewed(style, expires.atMs, expires.serverMs, 0);
  const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
  return s3Refusal("AccessDenied", 403, "Request has expired", {
    ...(expires.seconds === undefined ? {} : { "X-Amz-Expires": expires.seconds }),
    Expires: iso(expires.atMs),
    ServerTime: iso(expires.serverMs),
  });
}

export function presignedTooEarly(style: ErrorStyle, requestMs: number, serverMs: number): AuthError {
  if (style !== "s3") return skewed(style, requestMs, serverMs, 0);
  return s3Refusal("AccessDenied", 403, "Request is not yet valid");
}

/** The key, or the key with its token, names nobody. @param credentials what the request carried */
export function refusedCredentials(
  style: ErrorStyle,
  reason: CredentialRefusal,
  { accessKeyId, sessionToken }: { readonly accessKeyId: string; readonly sessionToken?: string | undefined },
): AuthError {
  if (style !== "s3") return refuse(style, reason, reason === "expired-token" ? EXPIRED_MESSAGE : TOKEN_MESSAGE);
  const token = sessionToken === undefined ? {} : { "Token-0": sessionToken };
  switch (reason) {
    case "unknown-key":
      return s3Refusal("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.", {
        AWSAccessKeyId: accessKeyId,
      });
    case "invalid-token":
      return s3Refusal("InvalidToken", 400, "The provided token is malformed or otherwise invalid.", token);
    case "expired-token":
      return s3Refusal("ExpiredToken", 400, "The provided token has expired.", token);
  }
}

/** S3 only: `x-amz-*` fields that the signature does not cover. */
export function headersNotSigned(names: readonly string[]): AuthError {
  return s3Refusal("AccessDenied", 403, "There were headers present in the request which were not signed", {
    HeadersNotSigned: names.join(", "),
  });
}

export interface MismatchDetails {
  readonly accessKeyId: string;
  /** latin1, as hashed. */
  readonly stringToSign: string;
  readonly canonicalRequest: string;
  readonly signatureProvided: string;
}

export function signatureMismatch(style: ErrorStyle, details: MismatchDetails): AuthError {
  const text = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8");
  if (style !== "s3") {
    // AWS: other services append what they computed, so that a caller can compare (sigv4 troubleshooting page).
    const computed = `The Canonical String for this request should have been\n'${text(details.canonicalRequest)}'\n\nThe String-to-Sign should have been\n'${text(details.stringToSign)}'\n`;
    return refuse(style, "mismatch", style === "query" ? MISMATCH_MESSAGE : `${MISMATCH_MESSAGE}\n\n${computed}`);
  }
  const bytes = (latin1: string): string =>
    Buffer.from(latin1, "latin1")
      .toString("hex")
      .replace(/(..)(?=.)/g, "$1 ");
  return s3Refusal(
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    {
      AWSAccessKeyId: details.accessKeyId,
      StringToSign: text(details.stringToSign),
      SignatureProvided: details.signatureProvided,
      StringToSignBytes: bytes(details.stringToSign),
      CanonicalRequest: text(details.canonicalRequest),
      CanonicalRequestBytes: bytes(details.canonicalRequest),
    },
  );
}
