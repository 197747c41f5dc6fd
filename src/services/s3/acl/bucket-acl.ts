/** The access control list of a bucket. It is kept only when it says more than that the owner has full control. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { bucketConfiguration } from "../store/configurations.ts";
import type { Acl } from "./object-acl.ts";

const configuration = bucketConfiguration<Acl>("acl");

/** Undefined when the owner alone has access. */
export function readBucketAcl(reader: Reader, bucket: BucketRecord): Acl | undefined {
  return configuration.read(reader, bucket);
}

/** Resolves with the bucket's new record. */
export function putBucketAclOf(transaction: Transaction, bucket: BucketRecord, acl: Acl | undefined): BucketRecord {
  return acl === undefined ? configuration.remove(transaction, bucket) : configuration.put(transaction, bucket, acl);
}
