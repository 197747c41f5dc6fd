/** Access points, Block Public Access of an account, and their tags: the rows of these operations in S3 Control's table. */
import type * as Sdk from "@aws-sdk/client-s3-control";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { deletePublicAccessBlock } from "./operations/delete-public-access-block.ts";
import { getPublicAccessBlock } from "./operations/get-public-access-block.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putPublicAccessBlock } from "./operations/put-public-access-block.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import type { S3 } from "../s3.ts";

const missing = {
  accessPoints: notImplemented("access points are not there yet"),
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
  CreateAccessPoint: missing.accessPoints,
  DeleteAccessPoint: missing.accessPoints,
  DeleteAccessPointPolicy: missing.accessPoints,
  DeleteAccessPointScope: missing.accessPoints,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetAccessPoint: missing.accessPoints,
  GetAccessPointPolicy: missing.accessPoints,
  GetAccessPointPolicyStatus: missing.accessPoints,
  GetAccessPointScope: missing.accessPoints,
  GetPublicAccessBlock: getPublicAccessBlock,
  ListAccessPoints: missing.accessPoints,
  ListAccessPointsForDirectoryBuckets: missing.accessPoints,
  ListTagsForResource: listTagsForResource,
  PutAccessPointPolicy: missing.accessPoints,
  PutAccessPointScope: missing.accessPoints,
  PutPublicAccessBlock: putPublicAccessBlock,
  TagResource: tagResource,
  UntagResource: untagResource,
};
