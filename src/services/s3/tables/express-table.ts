/** Directory buckets, and S3 Select: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../../kit/operation.ts";
import { createSession } from "../operations/create-session.ts";
import { listDirectoryBuckets } from "../operations/list-directory-buckets.ts";
import { renameObject } from "../operations/rename-object.ts";
import { selectObjectContent } from "../operations/select-object-content.ts";
import type { S3 } from "../s3.ts";

type Names = "CreateSession" | "ListDirectoryBuckets" | "RenameObject" | "SelectObjectContent";

export const expressTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  CreateSession: createSession,
  ListDirectoryBuckets: listDirectoryBuckets,
  RenameObject: renameObject,
  SelectObjectContent: selectObjectContent,
};
