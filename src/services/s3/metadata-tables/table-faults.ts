/**
 * Why a metadata table cannot be made or written, in S3's words.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ErrorDetails.html (read 2026-11-29)
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { TableFault } from "./metadata-record.ts";

const AGAIN =
  "To create a new metadata table, you must delete the metadata configuration for this bucket, and then create a new metadata configuration.";

const fault = (code: string, message: string): TableFault => ({ code, message: `${message} ${AGAIN}` });

export const creationDenied = (version: 1 | 2): TableFault =>
  fault(
    "AccessDeniedCreatingResources",
    version === 1
      ? "You don't have sufficient permissions to create the required resources. Make sure that you have s3tables:CreateNamespace, s3tables:CreateTable, s3tables:GetTable and s3tables:PutTablePolicy permissions, and then try again."
      : "You don't have sufficient permissions to create the required resources. Make sure that you have s3tables:CreateTableBucket, s3tables:CreateNamespace, s3tables:CreateTable, s3tables:GetTable, s3tables:PutTablePolicy, kms:DescribeKey, and s3tables:PutTableEncryption permissions. Additionally, ensure that the KMS key used to encrypt the table still exists, is active and has a resource policy granting access to the S3 service principals 'maintenance.s3tables.amazonaws.com' and 'metadata.s3.amazonaws.com'.",
  );
export const tableBucketMissing = (): TableFault =>
  fault(
    "TableBucketNotFound",
    "The table bucket that you specified doesn't exist in this AWS Region and account. Create or choose a different table bucket.",
  );
export const tableTaken = (name: string): TableFault => {
  if (name === "journal")
    return fault(
      "JournalTableAlreadyExists",
      "A journal table already exists in the AWS managed table bucket's namespace. Delete the journal table, and then try again.",
    );
  if (name === "inventory")
    return fault(
      "InventoryTableAlreadyExists",
      "An inventory table already exists in the AWS managed table bucket's namespace. Delete the inventory table, and then try again.",
    );
  return fault(
    "TableAlreadyExists",
    "The table that you specified already exists in the table bucket's namespace. Specify a different table name.",
  );
};
export const journalUnavailable = (): TableFault => ({
  code: "JournalTableNotAvailable",
  message:
    "The journal table that the inventory table relies on has a FAILED status. An inventory table requires a journal table with an ACTIVE status. To create a new journal or inventory table, you must delete the metadata configuration for this bucket, along with any journal or inventory tables, and then create a new metadata configuration.",
});

/** What a failed write means for the table; undefined when it is to be tried again. */
export function faultOfWrite(error: unknown): TableFault | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  if (error.code === "NotFoundException")
    return fault("DestinationTableNotFound", "The destination table doesn't exist.");
  // KMS speaks of denied access, and of keys that are disabled or gone.
  const isOfKey = /^(?:AccessDenied|KMS\.)|^(?:NotFoundException|DisabledException|KMSInvalidStateException)$/.test(
    error.code,
  );
  return isOfKey
    ? fault(
        "AccessDeniedWritingToTable",
        "Unable to write to the metadata table because of missing resource permissions.",
      )
    : undefined;
}
