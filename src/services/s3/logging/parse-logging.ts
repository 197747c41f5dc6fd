/** A logging configuration as it is sent, and shown again. */
import type { BucketLoggingStatus, LoggingEnabled, TargetObjectKeyFormat } from "@aws-sdk/client-s3";
import { ServiceError } from "../../../kit/errors.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { accessControlListNotSupported, malformedXml } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import type { Logging } from "./logging.ts";

/** Undefined when logging is to be turned off. @throws {MalformedXML} 400  @throws {AccessControlListNotSupported} 400 */
export function parseLogging({ LoggingEnabled: sent }: BucketLoggingStatus): Logging | undefined {
  if (sent === undefined) return undefined;
  const { TargetBucket: targetBucket, TargetPrefix: targetPrefix, TargetGrants, TargetObjectKeyFormat } = sent;
  if (targetBucket === undefined || targetPrefix === undefined) throw malformedXml();
  // AWS: a target with bucket owner enforced takes no grants (API_PutBucketLogging).
  if (TargetGrants !== undefined && TargetGrants.length > 0) throw accessControlListNotSupported();
  return { targetBucket, targetPrefix, keyFormat: parseFormat(TargetObjectKeyFormat) };
}

function parseFormat(sent: TargetObjectKeyFormat | undefined): Logging["keyFormat"] {
  if (sent === undefined) return undefined;
  const { SimplePrefix, PartitionedPrefix } = sent;
  if ((SimplePrefix === undefined) === (PartitionedPrefix === undefined)) throw malformedXml();
  if (PartitionedPrefix === undefined) return "simple";
  const { PartitionDateSource: source } = PartitionedPrefix;
  if (source === "EventTime") return "event-time";
  if (source === "DeliveryTime") return "delivery-time";
  throw malformedXml();
}

export function showLogging(logging: Logging | undefined): { LoggingEnabled: LoggingEnabled | undefined } {
  if (logging === undefined) return { LoggingEnabled: undefined };
  const { targetBucket, targetPrefix, keyFormat } = logging;
  return {
    LoggingEnabled: {
      TargetBucket: targetBucket,
      TargetPrefix: targetPrefix,
      TargetObjectKeyFormat: showFormat(keyFormat),
    },
  };
}

function showFormat(format: Logging["keyFormat"]): TargetObjectKeyFormat | undefined {
  if (format === undefined) return undefined;
  if (format === "simple") return { SimplePrefix: {} };
  const PartitionDateSource = format === "event-time" ? "EventTime" : "DeliveryTime";
  return { PartitionedPrefix: { PartitionDateSource } };
}

/** @throws {InvalidTargetBucketForLogging} 400  @throws {CrossLocationLoggingProhibitted} 403 */
export function checkTarget(reader: Reader, bucket: BucketRecord, { targetBucket }: Logging): void {
  const target = readBucket(reader, targetBucket);
  if (target === undefined) throw invalidTarget("The target bucket for logging does not exist", targetBucket);
  if (target.accountId !== bucket.accountId)
    throw invalidTarget("The owner for the bucket to be logged and the target bucket must be the same.", targetBucket);
  if (target.region === bucket.region) return;
  throw new ServiceError({
    status: 403,
    code: "CrossLocationLoggingProhibitted",
    message: "Cross S3 location logging not allowed.",
    fields: { SourceBucketLocation: bucket.region, TargetBucketLocation: target.region },
  });
}

function invalidTarget(message: string, target: string): ServiceError {
  return new ServiceError({
    status: 400,
    code: "InvalidTargetBucketForLogging",
    message,
    fields: { TargetBucket: target },
  });
}
