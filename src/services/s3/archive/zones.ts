/**
 * Availability Zones that have failed, as `lakebed s3 fail-zone` says. The bytes of One Zone classes lie in one zone, and cannot be read while it is away; everything else
 * is in several zones, and is not touched. Only reads of One Zone objects look here.
 *
 * Which zone a bucket's One Zone objects lie in follows from its name: a directory bucket says it (`--use1-az4--x-s3`), for others the Region has three, `us-east-1a`
 * to `us-east-1c`.
 */
import { createHash } from "node:crypto";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { factsOfClass } from "../objects/storage-class.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";

const NOTHING = new Uint8Array(0);
const LETTERS = ["a", "b", "c"] as const;
const ZONE = /^(?:[a-z]{2}(?:-[a-z]+)+-\d[abc]|[a-z]+\d-az\d)$/;
const DIRECTORY_BUCKET = /--([a-z]+\d-az\d)--x-s3$/;

const failedPrefix: Key = ["s3", "failed-zone"];
const failedKey = (zone: string): Key => [...failedPrefix, zone];

export function isZoneName(zone: string): boolean {
  return ZONE.test(zone);
}

export function zoneOf({ name, region }: Pick<BucketRecord, "name" | "region">): string {
  const [, told] = DIRECTORY_BUCKET.exec(name) ?? [];
  if (told !== undefined) return told;
  const [byte = 0] = createHash("sha256").update(name).digest();
  return `${region}${LETTERS[byte % LETTERS.length] ?? "a"}`;
}

export function setZoneFailed(transaction: Transaction, zone: string, isFailed: boolean): void {
  if (isFailed) transaction.put(failedKey(zone), NOTHING);
  else transaction.delete(failedKey(zone));
}

/** A Region has three zones, so there are never many. */
export function failedZones(reader: Reader): string[] {
  return reader.range({ prefix: failedPrefix, limit: 1_000 }).map(({ key }) => String(key[2]));
}

/** @throws {ServiceUnavailable} 503 when the bytes lie in a zone that has failed (code assumed: AWS says only that the data is lost) */
export function requireZone(reader: Reader, bucket: BucketRecord, { storageClass }: ObjectVersion): void {
  if (storageClass === undefined || !factsOfClass(storageClass).isOneZone) return;
  const zone = zoneOf(bucket);
  if (reader.get(failedKey(zone)) === undefined) return;
  const message = `The object is stored in one Availability Zone, and this zone (${zone}) has failed.`;
  throw new ServiceError({ status: 503, code: "ServiceUnavailable", message });
}
