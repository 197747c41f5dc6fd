/** What S3 tells the authorizer of a directory bucket: whose it is, and its policy. */
import type { ResourceFactsSource } from "../../../kit/ports/resource-facts.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";
import { readBucket } from "../store/buckets.ts";
import { directoryBucketArn } from "./directory-bucket.ts";

const ARN = /^arn:aws:s3express:[^:]*:[^:]*:bucket\/(.+)$/;

export function createExpressFacts(s3: S3): ResourceFactsSource {
  return {
    async factsOf({ resource, action }) {
      const name = ARN.exec(resource)?.[1];
      // The bucket that somebody wants to make is the caller's own to be.
      if (name === undefined || action === "s3express:CreateBucket") return undefined;
      return await s3.records.read((reader) => {
        const bucket = readBucket(reader, name);
        if (bucket === undefined) return undefined;
        // The check names the caller's account, because it could not know the owner's.
        const arn = directoryBucketArn(bucket);
        const text = readBucketPolicy(reader, bucket);
        const policy = text === undefined ? {} : { policy: { id: arn, text } };
        return { resource: arn, accountId: bucket.accountId, ...policy };
      });
    },
  };
}
