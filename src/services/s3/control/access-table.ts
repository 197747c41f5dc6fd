/** Access points, Block Public Access of an account, and their tags: the rows of these operations in S3 Control's table. */
import type * as Sdk from "@aws-sdk/client-s3-control";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { createAccessPoint } from "./operations/create-access-point.ts";
import { deleteAccessPoint } from "./operations/delete-access-point.ts";
import { deleteAccessPointPolicy } from "./operations/delete-access-point-policy.ts";
import { getAccessPoint } from "./operations/get-access-point.ts";
import { getAccessPointPolicy } from "./operations/get-access-point-policy.ts";
import { getAccessPointPolicyStatus } from "./operations/get-access-point-policy-status.ts";
import { listAccessPoints } from "./operations/list-access-points.ts";
import { putAccessPointPolicy } from "./operations/put-access-point-policy.ts";
import { deletePublicAccessBlock } from "./operations/delete-public-access-block.ts";
import { getPublicAccessBlock } from "./operations/get-public-access-block.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putPublicAccessBlock } from "./operations/put-public-access-block.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import type { S3 } from "../s3.ts";

const missing = {
  directoryBuckets: notImplemented(
    "access points of directory buckets, and scopes, which they alone have, are not there yet",
  ),
} as const;

type Names =
  | "CreateAccessPoint"
  | "DeleteAccessPoint"
  | "DeleteAccessPointPolicy"
  | "DeleteAccessPointScope"
  | "DeletePublicAccessBlock"
  | "GetAccessPoint"
  | "GetAccessPointPolicy"
  | "GetAccessPointPolicyStatus"
  | "GetAccessPointScope"
  | "GetPublicAccessBlock"
  | "ListAccessPoints"
  | "ListAccessPointsForDirectoryBuckets"
  | "ListTagsForResource"
  | "PutAccessPointPolicy"
  | "PutAccessPointScope"
  | "PutPublicAccessBlock"
  | "TagResource"
  | "UntagResource";

export const accessTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  CreateAccessPoint: createAccessPoint,
  DeleteAccessPoint: deleteAccessPoint,
  DeleteAccessPointPolicy: deleteAccessPointPolicy,
  DeleteAccessPointScope: missing.directoryBuckets,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetAccessPoint: getAccessPoint,
  GetAccessPointPolicy: getAccessPointPolicy,
  GetAccessPointPolicyStatus: getAccessPointPolicyStatus,
  GetAccessPointScope: missing.directoryBuckets,
  GetPublicAccessBlock: getPublicAccessBlock,
  ListAccessPoints: listAccessPoints,
  ListAccessPointsForDirectoryBuckets: missing.directoryBuckets,
  ListTagsForResource: listTagsForResource,
  PutAccessPointPolicy: putAccessPointPolicy,
  PutAccessPointScope: missing.directoryBuckets,
  PutPublicAccessBlock: putPublicAccessBlock,
  TagResource: tagResource,
  UntagResource: untagResource,
};
