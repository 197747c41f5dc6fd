/** HeadObject: what GetObject answers, without the bytes. */
import type * as Sdk from "@aws-sdk/client-s3";
import { type AtHand, withValue } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { readTellingAbsence, tellListers } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { lockMembers } from "../lock/show-lock.ts";
import { findObject, type Found, keysOf } from "../objects/open-body.ts";
import type { S3 } from "../s3.ts";
import { membersOf, responseOverrides } from "./get-object.ts";

type Input = InputOf<typeof Sdk, "HeadObject">;

/**
 * Everything GetObject answers but the bytes; same checks in the same order, errors without a body.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405
 * @throws {PreconditionFailed} 412  @throws {NotModified} 304  @throws {InvalidPartNumber} 416  @throws {InvalidRange} 416
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (read 2026-11-22)
 */
export const headObject: Operation<typeof Sdk, "HeadObject", S3> = {
  access: (input) => [objectAccess("s3:Get", input)],
  whenRefused: tellListers,
  handle(input, context, s3) {
    const { Bucket, Key } = input;
    const overrides = responseOverrides(input, context);
    const finding = readTellingAbsence(s3, context, input, (reader) => findObject(reader, input, context));
    return withValue(finding, (found) =>
      withValue(keysOfChecksum(s3, context, input, found), () =>
        withValue(lockMembers(s3, context, { Bucket, Key, lock: found.version.lock }), (lock) => ({
          ...membersOf(input, found),
          ...lock,
          ...overrides,
        })),
      ),
    );
  },
};

/** AWS: the checksum of an object that is sealed with KMS is part of what is sealed (API_HeadObject, x-amz-checksum-mode). */
function keysOfChecksum(s3: S3, caller: RequestContext, { Key, ChecksumMode }: Input, found: Found): AtHand<unknown> {
  const isSealed = ChecksumMode === "ENABLED" && found.version.encryption?.kms !== undefined;
  return isSealed ? keysOf(s3, found, { key: Key, caller }) : undefined;
}
