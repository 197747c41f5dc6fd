/**
 * What a request says about its own signature, from the `Authorization` field or from presigned query parameters. Parsing only: whether
 * the claim is true is for `verify-signature.ts`.
 *
 * Checks, in order: algorithm, credential, signed headers, signature, date; for a presigned URL the parameters' presence first.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html (read 2026-11-23)
 */
import type { Headers } from "../../kit/http.ts";
import { AuthError } from "../../kit/errors.ts";
import type { ErrorStyle } from "../error-style.ts";
import { formatAmzDate, parseAmzDate, parseSigningDate } from "./amz-date.ts";
import { uriDecode } from "./canonical-request.ts";
import { malformed, malformedCredential, missingDate, type SignatureForm } from "./refusals.ts";
import type { CredentialScope } from "./signing-key.ts";

/** A presigned URL lives at most seven days (S3: sigv4-query-string-auth.html). */
export const PRESIGNED_SECONDS_MAX = 604_800;
const ALGORITHM = "AWS4-HMAC-SHA256";
const AMZ_DATE_LENGTH = "YYYYMMDDTHHMMSSZ".length;

export interface SignatureClaim {
  readonly form: SignatureForm;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** The date as it enters the string to sign, `YYYYMMDDTHHMMSSZ`. */
  readonly amzDate: string;
  readonly dateMs: number;
  /** Life of a presigned URL in seconds; undefined for the header form. */
  readonly expiresSeconds: number | undefined;
}

export interface SignedRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Headers;
}

/** The credential scope's service, before anything is checked; for finding out which service a request is for. */
export function claimedService(request: SignedRequest): string | undefined {
  const credential = claimedCredential(request);
  if (credential?.endsWith("/aws4_request") !== true) return undefined;
  const parts = credential.split("/");
  return parts.length >= 5 ? parts.at(-2) : undefined;
}

function claimedCredential(request: SignedRequest): string | undefined {
  const authorization = request.headers.get("authorization");
  if (authorization === undefined) return queryParameter(request.rawQuery, "X-Amz-Credential");
  const start = authorization.indexOf("Credential=");
  if (start < 0) return undefined;
  const end = authorization.indexOf(",", start);
  return authorization.slice(start + "Credential=".length, end < 0 ? undefined : end).trimEnd();
}

/** The first parameter of that name, decoded; undefined when absent. */
export function queryParameter(rawQuery: string, name: string): string | undefined {
  if (!rawQuery.includes(name)) return undefined;
  for (const part of rawQuery.split("&")) {
    const equals = part.indexOf("=");
    if ((equals < 0 ? part : part.slice(0, equals)) === name)
      return equals < 0 ? "" : uriDecode(part.slice(equals + 1));
  }
  return undefined;
}

/** The claim, or undefined when the request is unsigned (anonymous). @throws {AuthError} when it is malformed */
export function readSignatureClaim(request: SignedRequest, style: ErrorStyle): SignatureClaim | undefined {
  const authorization = request.headers.get("authorization");
  const inQuery = request.rawQuery.includes("X-Amz-Algorithm=") || request.rawQuery.includes("X-Amz-Signature=");
  if (authorization !== undefined && inQuery && style === "s3") throw twoMechanisms(authorization);
  if (authorization !== undefined) return readHeader(request, authorization, style);
  return inQuery ? readQuery(request, style) : undefined;
}

function twoMechanisms(authorization: string): AuthError {
  return new AuthError({
    code: "InvalidArgument",
    status: 400,
    message:
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    fields: { ArgumentName: "Authorization", ArgumentValue: authorization.split(" ", 1)[0] ?? "" },
  });
}

function readHeader(request: SignedRequest, authorization: string, style: ErrorStyle): SignatureClaim {
  const space = authorization.indexOf(" ");
  const algorithm = space < 0 ? authorization : authorization.slice(0, space);
  if (algorithm !== ALGORITHM) throw unsupportedMechanism(style, algorithm);
  const fields = new Map<string, string>();
  for (const part of authorization.slice(space + 1).split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const need = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined || value === "") {
      throw malformed(
        style,
        "header",
        `missing equal-sign or value for ${name}`,
        `Authorization header requires '${name}' parameter.`,
      );
    }
    return value;
  };
  const credential = readCredential(need("Credential"), style, "header");
  const signedHeaders = need("SignedHeaders").toLowerCase().split(";");
  const signature = need("Signature");
  const date = request.headers.get("x-amz-date") ?? request.headers.get("date");
  const dateMs = date === undefined ? undefined : parseSigningDate(date);
  if (date === undefined || dateMs === undefined) throw missingDate(style);
  const isAmzDate = date.length === AMZ_DATE_LENGTH;
  return {
    form: "header",
    ...credential,
    signedHeaders,
    signature,
    // AWS: sessions of directory buckets come in a field of their own (API_CreateSession).
    sessionToken: request.headers.get("x-amz-security-token") ?? request.headers.get("x-amz-s3session-token"),
    amzDate: isAmzDate ? date : formatAmzDate(dateMs),
    dateMs,
    expiresSeconds: undefined,
  };
}

function unsupportedMechanism(style: ErrorStyle, algorithm: string): AuthError {
  if (style !== "s3")
    return malformed(style, "header", "", `Unsupported AWS 'algorithm': '${algorithm.slice(0, 64)}'.`);
  // AWS: signature version 2 (`AWS key:signature`) is answered so in every Region that never had it (S3 error list, InvalidRequest).
  return new AuthError({
    code: "InvalidRequest",
    status: 400,
    message: "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  });
}

function readCredential(
  text: string,
  style: ErrorStyle,
  form: SignatureForm,
): { accessKeyId: string; scope: CredentialScope } {
  const parts = text.split("/");
  // An access key id may itself contain slashes in other implementations; the last four parts are the scope.
  const [date, region, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join("/");
  if (
    accessKeyId === "" ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator !== "aws4_request"
  ) {
    throw malformedCredential(style, form, text);
  }
  if (!/^\d{8}$/.test(date)) throw malformedCredential(style, form, text);
  return { accessKeyId, scope: { date, region, service } };
}

const QUERY_NAMES = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-Date",
  "X-Amz-SignedHeaders",
  "X-Amz-Expires",
] as const;

function readQuery(request: SignedRequest, style: ErrorStyle): SignatureClaim {
  const values = QUERY_NAMES.map((name) => queryParameter(request.rawQuery, name));
  const [algorithm, credentialText, signature, amzDate, signedHeaders, expiresText] = values;
  // AWS: other services have no X-Amz-Expires of their own; a presigned call is good for the permitted skew.
  const expires = expiresText ?? (style === "s3" ? undefined : "900");
  if (
    algorithm === undefined ||
    credentialText === undefined ||
    signature === undefined ||
    amzDate === undefined ||
    signedHeaders === undefined ||
    expires === undefined
  ) {
    throw malformed(
      style,
      "query",
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }
  if (algorithm !== ALGORITHM)
    throw malformed(style, "query", 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const credential = readCredential(credentialText, style, "query");
  const dateMs = parseAmzDate(amzDate);
  if (dateMs === undefined)
    throw malformed(style, "query", "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  return {
    form: "query",
    ...credential,
    signedHeaders: signedHeaders.toLowerCase().split(";"),
    signature,
    sessionToken:
      queryParameter(request.rawQuery, "X-Amz-Security-Token") ??
      queryParameter(request.rawQuery, "X-Amz-S3session-Token"),
    amzDate,
    dateMs,
    expiresSeconds: readExpires(expires, style),
  };
}

function readExpires(text: string, style: ErrorStyle): number {
  if (!/^[+-]?\d+$/.test(text)) throw malformed(style, "query", "X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds < 0) throw malformed(style, "query", "X-Amz-Expires must be non-negative");
  if (seconds > PRESIGNED_SECONDS_MAX) {
    throw malformed(
      style,
      "query",
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  return seconds;
}
