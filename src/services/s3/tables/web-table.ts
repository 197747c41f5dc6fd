/** S3 for browsers: CORS, websites, transfer acceleration: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { getBucketAccelerateConfiguration } from "../operations/get-bucket-accelerate-configuration.ts";
import { putBucketAccelerateConfiguration } from "../operations/put-bucket-accelerate-configuration.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  cors: notImplemented("CORS rules are not kept or applied yet"),
  website: notImplemented("static website hosting is not there yet"),
  torrent: notImplemented("S3 no longer serves torrents"),
  objectLambda: notImplemented("there is no S3 Object Lambda"),
} as const;

type Names =
  | "DeleteBucketCors"
  | "DeleteBucketWebsite"
  | "GetBucketAccelerateConfiguration"
  | "GetBucketCors"
  | "GetBucketWebsite"
  | "GetObjectTorrent"
  | "PutBucketAccelerateConfiguration"
  | "PutBucketCors"
  | "PutBucketWebsite"
  | "WriteGetObjectResponse";

export const webTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketCors: missing.cors,
  DeleteBucketWebsite: missing.website,
  GetBucketAccelerateConfiguration: getBucketAccelerateConfiguration,
  GetBucketCors: missing.cors,
  GetBucketWebsite: missing.website,
  GetObjectTorrent: missing.torrent,
  PutBucketAccelerateConfiguration: putBucketAccelerateConfiguration,
  PutBucketCors: missing.cors,
  PutBucketWebsite: missing.website,
  WriteGetObjectResponse: missing.objectLambda,
};
