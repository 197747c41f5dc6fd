/**
 * One answered call as a line of S3's access log: 26 fields in a fixed order, `-` where there is nothing to say.
 *
 * Signatures and session tokens in a query are left out. What the door does not tell the rest of the program (cipher, version of TLS) is `-`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html (read 2026-11-29)
 */
import { type Principal, type SignatureOrigin } from "../../../auth/principal.ts";
import type { CanonicalUserIds } from "../../../kit/canonical-user-id.ts";
import type { AnsweredCall } from "../../../kit/ports/call-watcher.ts";
import { throughOf } from "../access-points/through.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { logOperation } from "./log-operation.ts";

const NOTHING = "-";

/** The lines of a call: one, and one more for each key of a DeleteObjects. */
export function logRecords(call: AnsweredCall, bucket: BucketRecord, ids: CanonicalUserIds): string[] {
  const key = keyOf(call.path);
  const lines = [logRecord(call, bucket, ids, { operation: operationOf(call), key, ...sizesOf(call) })];
  if (call.operation !== "DeleteObjects" || call.errorCode !== undefined) return lines;
  const { Delete } = call.input as { readonly Delete: { readonly Objects?: readonly { readonly Key?: string }[] } };
  const { Errors = [] } = (call.output ?? {}) as { readonly Errors?: readonly { readonly Key?: string }[] };
  const refused = new Set(Errors.map(({ Key }) => Key));
  for (const { Key } of Delete.Objects ?? []) {
    const what = { operation: "BATCH.DELETE.OBJECT", key: encodeKey(Key ?? ""), status: refused.has(Key) ? 403 : 204 };
    lines.push(logRecord(call, bucket, ids, what));
  }
  return lines;
}

interface Logged {
  readonly operation: string;
  readonly key: string;
  readonly status?: number;
  readonly answerBytes?: number | undefined;
  readonly objectBytes?: number | undefined;
}

function logRecord(call: AnsweredCall, bucket: BucketRecord, ids: CanonicalUserIds, logged: Logged): string {
  const { caller, headers } = call;
  const signature = caller.origin?.signature;
  const { VersionId: versionId } = (call.input ?? {}) as { readonly VersionId?: string };
  const hostId = call.requestId.repeat(5).slice(0, 76);
  return [
    ids.of(bucket.accountId),
    bucket.name,
    `[${logTime(call.receivedMs)}]`,
    call.sourceIp,
    requesterOf(caller.principal, ids),
    call.requestId,
    logged.operation,
    logged.key,
    quoted(`${call.method} ${withoutSecrets(call.target)} HTTP/1.1`),
    logged.status ?? call.status,
    call.errorCode ?? NOTHING,
    numberOf(logged.answerBytes),
    numberOf(logged.objectBytes),
    Math.ceil(call.elapsedMs),
    Math.ceil(call.elapsedMs),
    quoted(headers.get("referer")),
    quoted(headers.get("user-agent")),
    versionId ?? NOTHING,
    hostId,
    signatureVersion(signature),
    NOTHING,
    authType(signature),
    headers.get("host") ?? NOTHING,
    NOTHING,
    throughOf(call.input ?? {})?.target?.arn ?? NOTHING,
    NOTHING,
  ].join(" ");
}

function operationOf({ operation, method, caller }: AnsweredCall): string {
  const isForm = operation === "PutObject" && caller.origin?.signature?.authType === "POST";
  return isForm ? "REST.POST.OBJECT" : logOperation(operation, method);
}

/** AWS: bytes sent are `-` when there were none; the object's size is all of it, also when a range was sent. */
function sizesOf({ operation, output, answerBytes, bodyBytes, method, errorCode }: AnsweredCall): Partial<Logged> {
  const sent = method === "HEAD" ? undefined : answerBytes;
  if (errorCode !== undefined) return { answerBytes: sent };
  if (operation === "PutObject" || operation === "UploadPart") return { answerBytes: sent, objectBytes: bodyBytes };
  if (operation !== "GetObject" && operation !== "HeadObject") return { answerBytes: sent };
  const { ContentLength, ContentRange } = (output ?? {}) as {
    readonly ContentLength?: number;
    readonly ContentRange?: string;
  };
  const objectBytes = ContentRange === undefined ? ContentLength : Number(ContentRange.split("/")[1]);
  return { answerBytes: method === "HEAD" ? undefined : (answerBytes ?? ContentLength), objectBytes };
}

function numberOf(value: number | undefined): string {
  return value === undefined || value === 0 || Number.isNaN(value) ? NOTHING : String(value);
}

function quoted(text: string | undefined): string {
  return `"${text === undefined || text === "" ? NOTHING : text.replaceAll('"', "%22")}"`;
}

/** AWS: the canonical id of an account's root user, the ARN of everybody else, `-` for unsigned requests. */
function requesterOf(principal: Principal, ids: CanonicalUserIds): string {
  if (principal.type === "anonymous") return NOTHING;
  if (principal.type === "service") return principal.service;
  return principal.type === "root" ? ids.of(principal.accountId) : principal.arn;
}

const SECRET_PARAMETERS = /(?<=[?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature)=)[^&]*/gi;

function withoutSecrets(target: string): string {
  return target.replaceAll(SECRET_PARAMETERS, "REDACTED");
}

function signatureVersion(signature: SignatureOrigin | undefined): string {
  if (signature === undefined) return NOTHING;
  return signature.version === "AWS" ? "SigV2" : "SigV4";
}

function authType(signature: SignatureOrigin | undefined): string {
  if (signature === undefined || signature.authType === "POST") return NOTHING;
  return signature.authType === "REST-HEADER" ? "AuthHeader" : "QueryString";
}

/** The input has the bucket's own name also where it was reached through an access point. */
export function bucketOf({ path, input }: Pick<AnsweredCall, "path" | "input">): string {
  const { Bucket: bucket } = (input ?? {}) as { readonly Bucket?: string };
  return bucket ?? decoded(path.split("/", 2)[1] ?? "");
}

function keyOf(path: string): string {
  const key = path.slice(1).split("/").slice(1).join("/");
  return key === "" ? NOTHING : encodeKey(decoded(key));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** URL-encoded, with slashes as they are. */
function encodeKey(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `06/Feb/2019:00:00:38 +0000`. */
function logTime(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  return `${text.slice(8, 10)}/${MONTHS[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
}
