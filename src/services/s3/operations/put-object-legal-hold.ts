import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectArn } from "../arns.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { malformedXml } from "../errors.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { openLockBucket, openLocked, putLock } from "../lock/open-locked.ts";
import type { S3 } from "../s3.ts";
import { newVersionId } from "../store/version-id.ts";

/**
 * Turns the legal hold of a version on or off, whatever its retention.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum, and for a bucket without Object Lock  @throws {NoSuchBucket} 404
 * @throws {MalformedXML} 400  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405 for a delete marker
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html (read 2026-11-29; check order assumed)
 */
export const putObjectLegalHold: Operation<typeof Sdk, "PutObjectLegalHold", S3> = {
  access(input) {
    const status = input.LegalHold?.Status;
    const conditions = status === undefined ? {} : { "s3:object-lock-legal-hold": status };
    return [{ action: "s3:PutObjectLegalHold", resource: objectArn(input.Bucket, input.Key), conditions }];
  },
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectLegalHold:Put");
    const outcome = s3.records.transact((transaction) => {
      const bucket = openLockBucket(transaction, input, context);
      const status: string | undefined = input.LegalHold?.Status;
      if (status !== "ON" && status !== "OFF") throw malformedXml();
      const version = openLocked(transaction, bucket, { input, context });
      const lock = { ...version.lock, legalHold: status === "ON" };
      putLock(transaction, { bucket, key: input.Key, version, lock });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return {};
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};
