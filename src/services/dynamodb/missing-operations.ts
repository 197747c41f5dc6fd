/** Why the other operations of the client are not there. */
import { notImplemented } from "../../kit/operation.ts";

const PARTIQL = notImplemented("there is no PartiQL yet; the same can be done with expressions");
const BACKUPS = notImplemented("there are no backups and no points to recover to yet");
const EXPORTS = notImplemented("there is no export to or import from S3 yet");
const GLOBAL_TABLES = notImplemented("there are no global tables yet");
const OLD_GLOBAL_TABLES = notImplemented(
  "AWS replaced this version of global tables in 2019, and there are none here yet",
);
const STREAMS = notImplemented("there are no streams yet");
const INSIGHTS = notImplemented("there are no contributor insights");
const POLICIES = notImplemented("tables have no resource policies yet");
const BULK = notImplemented("there are no bulk operations yet");
const SCALING = notImplemented("throughput is not limited yet, so nothing scales it");

export const missingOperations = {
  BatchExecuteStatement: PARTIQL,
  ExecuteStatement: PARTIQL,
  ExecuteTransaction: PARTIQL,
  CreateBackup: BACKUPS,
  DeleteBackup: BACKUPS,
  DescribeBackup: BACKUPS,
  DescribeContinuousBackups: BACKUPS,
  ListBackups: BACKUPS,
  RestoreTableFromBackup: BACKUPS,
  RestoreTableToPointInTime: BACKUPS,
  UpdateContinuousBackups: BACKUPS,
  DescribeExport: EXPORTS,
  DescribeImport: EXPORTS,
  ExportTableToPointInTime: EXPORTS,
  ImportTable: EXPORTS,
  ListExports: EXPORTS,
  ListImports: EXPORTS,
  CreateGlobalTable: OLD_GLOBAL_TABLES,
  DescribeGlobalTable: OLD_GLOBAL_TABLES,
  DescribeGlobalTableSettings: OLD_GLOBAL_TABLES,
  ListGlobalTables: OLD_GLOBAL_TABLES,
  UpdateGlobalTable: OLD_GLOBAL_TABLES,
  UpdateGlobalTableSettings: OLD_GLOBAL_TABLES,
  DescribeTableReplicaAutoScaling: GLOBAL_TABLES,
  UpdateTableReplicaAutoScaling: SCALING,
  DescribeKinesisStreamingDestination: STREAMS,
  DisableKinesisStreamingDestination: STREAMS,
  EnableKinesisStreamingDestination: STREAMS,
  UpdateKinesisStreamingDestination: STREAMS,
  DescribeContributorInsights: INSIGHTS,
  ListContributorInsights: INSIGHTS,
  UpdateContributorInsights: INSIGHTS,
  DeleteResourcePolicy: POLICIES,
  GetResourcePolicy: POLICIES,
  PutResourcePolicy: POLICIES,
  CancelBulkOperation: BULK,
  DescribeBulkOperation: BULK,
  ListBulkOperations: BULK,
  StartBulkPutItems: BULK,
  SearchVectors: notImplemented("there are no vector indexes yet"),
  UpdateTimeToLive: notImplemented("items do not expire yet"),
} as const;
