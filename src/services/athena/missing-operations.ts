/** Rows for what Lakebed's Athena does not have, with the reason the caller reads. */
import { notImplemented } from "../../kit/operation.ts";

const SPARK = notImplemented("it belongs to Athena for Apache Spark, and there is no Spark engine");
const NOTEBOOKS = notImplemented("notebooks belong to Athena for Apache Spark");
const CAPACITY = notImplemented("there is no capacity to reserve on one machine");
const CATALOGS = notImplemented("Glue's catalog, AwsDataCatalog, is the only one");
const SYSTEM_TABLES = notImplemented("there are no system tables yet");

export const missingOperations = {
  CancelCapacityReservation: CAPACITY,
  CreateCapacityReservation: CAPACITY,
  DeleteCapacityReservation: CAPACITY,
  GetCapacityAssignmentConfiguration: CAPACITY,
  GetCapacityReservation: CAPACITY,
  ListCapacityReservations: CAPACITY,
  PutCapacityAssignmentConfiguration: CAPACITY,
  UpdateCapacityReservation: CAPACITY,
  CreateDataCatalog: CATALOGS,
  DeleteDataCatalog: CATALOGS,
  UpdateDataCatalog: CATALOGS,
  CreateSystemTableConfiguration: SYSTEM_TABLES,
  DeleteSystemTableConfiguration: SYSTEM_TABLES,
  GetSystemTableConfiguration: SYSTEM_TABLES,
  ListSystemTableStatuses: SYSTEM_TABLES,
  UpdateSystemTableConfiguration: SYSTEM_TABLES,
  CreateNotebook: NOTEBOOKS,
  CreatePresignedNotebookUrl: NOTEBOOKS,
  DeleteNotebook: NOTEBOOKS,
  ExportNotebook: NOTEBOOKS,
  GetNotebookMetadata: NOTEBOOKS,
  ImportNotebook: NOTEBOOKS,
  ListNotebookMetadata: NOTEBOOKS,
  ListNotebookSessions: NOTEBOOKS,
  UpdateNotebook: NOTEBOOKS,
  UpdateNotebookMetadata: NOTEBOOKS,
  GetCalculationExecution: SPARK,
  GetCalculationExecutionCode: SPARK,
  GetCalculationExecutionStatus: SPARK,
  GetResourceDashboard: SPARK,
  GetSession: SPARK,
  GetSessionEndpoint: SPARK,
  GetSessionStatus: SPARK,
  ListApplicationDPUSizes: SPARK,
  ListCalculationExecutions: SPARK,
  ListExecutors: SPARK,
  ListSessions: SPARK,
  StartCalculationExecution: SPARK,
  StartSession: SPARK,
  StopCalculationExecution: SPARK,
  TerminateSession: SPARK,
} as const;
