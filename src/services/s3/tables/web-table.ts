/** S3 for browsers: CORS, websites, transfer acceleration: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { getBucketAccelerateConfiguration } from "../operations/get-bucket-accelerate-configuration.ts";
import { putBucketAccelerateConfiguration } from "../operations/put-bucket-accelerate-configuration.ts";
import { getBucketCors } from "../operations/get-bucket-cors.ts";
import { putBucketCors } from "../operations/put-bucket-cors.ts";
import { deleteBucketCors } from "../operations/delete-bucket-cors.ts";
import { getBucketWebsite } from "../operations/get-bucket-website.ts";
import { putBucketWebsite } from "../operations/put-bucket-website.ts";
import { deleteBucketWebsite } from "../operations/delete-bucket-website.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
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
  DeleteBucketCors: deleteBucketCors,
  DeleteBucketWebsite: deleteBucketWebsite,
  GetBucketAccelerateConfiguration: getBucketAccelerateConfiguration,
  GetBucketCors: getBucketCors,
  GetBucketWebsite: getBucketWebsite,
  GetObjectTorrent: missing.torrent,
  PutBucketAccelerateConfiguration: putBucketAccelerateConfiguration,
  PutBucketCors: putBucketCors,
  PutBucketWebsite: putBucketWebsite,
  WriteGetObjectResponse: missing.objectLambda,
};
