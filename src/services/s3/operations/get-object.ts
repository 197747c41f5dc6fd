/** GetObject: one version's bytes, or a range or part of them. */
import type * as Sdk from "@aws-sdk/client-s3";
import { withValue } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { readTellingAbsence, tellListers } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { lockMembers } from "../lock/show-lock.ts";
import { bodyOf, type Found, openBody } from "../objects/open-body.ts";
import { objectMembers } from "../objects/object-members.ts";
import type { S3 } from "../s3.ts";

type Input = InputOf<typeof Sdk, "GetObject">;

/**
 * Reads one object version, or the range or part of it that is asked for.
 *
 * `Body` is the whole answer in memory for small objects and a stream in chunks of at most 1 MiB for others;
 * `ContentLength` is the bytes of the range. One committed version is read, whatever is written meanwhile.
 * Checks, in order: key length → bucket → version → conditions (412 before 304) → part and range (416).
 *
 * @throws {KeyTooLongError} 400  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405  @throws {PreconditionFailed} 412  @throws {NotModified} 304  @throws {InvalidPartNumber} 416
 * @throws {InvalidRange} 416
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (read 2026-11-22; check order assumed)
 */
export const getObject: Operation<typeof Sdk, "GetObject", S3> = {
  access: (input) => [objectAccess("s3:Get", input)],
  whenRefused: tellListers,
  handle(input, context, s3) {
    const { Bucket, Key } = input;
    const overrides = responseOverrides(input, context);
    const opened = readTellingAbsence(s3, context, input, (reader) => openBody(s3, reader, input, context));
    return withValue(opened, (found) =>
      withValue(lockMembers(s3, context, { Bucket, Key, lock: found.version.lock }), (lock) =>
        withValue(bodyOf(s3, found, { key: Key, caller: context }), (body) => ({
          ...membersOf(input, found),
          ...lock,
          ...overrides,
          Body: body,
        })),
      ),
    );
  },
};

/** What HeadObject answers too. */
export function membersOf(
  input: Pick<Input, "PartNumber" | "ChecksumMode">,
  found: Found,
): ReturnType<typeof objectMembers> {
  return objectMembers({
    ...found,
    isPartRead: input.PartNumber !== undefined,
    isChecksumMode: input.ChecksumMode === "ENABLED",
  });
}

interface Overrides {
  ContentType?: string;
  CacheControl?: string;
  ContentDisposition?: string;
  ContentEncoding?: string;
  ContentLanguage?: string;
  ExpiresString?: string;
}

const OVERRIDES = [
  ["ResponseContentType", "ContentType"],
  ["ResponseCacheControl", "CacheControl"],
  ["ResponseContentDisposition", "ContentDisposition"],
  ["ResponseContentEncoding", "ContentEncoding"],
  ["ResponseContentLanguage", "ContentLanguage"],
] as const;

/** AWS: `response-*` in the query take the place of what was stored; Expires goes out as it was sent. @throws {InvalidArgument} 400 */
export function responseOverrides(
  input: Pick<Input, (typeof OVERRIDES)[number][0] | "ResponseExpires">,
  { rawQuery, principal }: Pick<RequestContext, "rawQuery" | "principal">,
): Overrides {
  const overrides: Overrides = {};
  for (const [member, header] of OVERRIDES) {
    const value = input[member];
    if (value === undefined) continue;
    if (/[\r\n]/.test(value)) throw invalidArgument("Header value contains a line break", member, value);
    overrides[header] = value;
  }
  if (input.ResponseExpires !== undefined)
    overrides.ExpiresString = rawExpires(rawQuery) ?? input.ResponseExpires.toUTCString();
  // AWS: a link that anybody could write must not choose how a browser takes the object (API_GetObject, "Overriding response header values").
  if (principal.type === "anonymous" && Object.keys(overrides).length > 0)
    throw invalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
  return overrides;
}

function rawExpires(rawQuery: string): string | undefined {
  return new URLSearchParams(rawQuery).get("response-expires")?.replace(/[\r\n]/g, "") ?? undefined;
}
