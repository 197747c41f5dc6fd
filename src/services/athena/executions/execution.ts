/** A query execution: its record and its form on the wire. */
import type {
  AthenaError,
  ColumnInfo,
  QueryExecution,
  QueryExecutionState,
  StatementType,
} from "@aws-sdk/client-athena";
import { ENGINE_VERSION } from "../work-groups/work-group.ts";

export interface ExecutionStatistics {
  readonly queueMs: number;
  readonly planningMs: number;
  readonly engineMs: number;
  readonly totalMs: number;
  readonly scannedBytes: number;
  readonly dataManifestLocation: string | undefined;
}

/** How GetQueryResults reads the stored result. */
export interface StoredResult {
  /** `csv` has a header row and quoted fields; `text` is lines; `none` has no rows. */
  readonly form: "csv" | "text" | "none";
  readonly columns: readonly ColumnInfo[];
  readonly updateCount: number | undefined;
}

export interface ExecutionRecord {
  readonly id: string;
  readonly workGroup: string;
  readonly query: string;
  readonly database: string | undefined;
  readonly catalog: string | undefined;
  readonly parameters: readonly string[] | undefined;
  readonly statementType: StatementType;
  readonly substatementType: string;
  /** Folder of the results, ends with `/`. */
  readonly resultFolder: string;
  /** The result object itself, or the folder of the data that a CTAS writes. */
  readonly outputLocation: string;
  readonly expectedBucketOwner: string | undefined;
  readonly reuseResults: { readonly enabled: boolean; readonly maxAgeMinutes: number | undefined } | undefined;
  readonly scanCutoffBytes: number | undefined;
  readonly state: QueryExecutionState;
  readonly stateChangeReason: string | undefined;
  readonly error: AthenaError | undefined;
  readonly submittedMs: number;
  readonly completedMs: number | undefined;
  readonly statistics: ExecutionStatistics;
  readonly result: StoredResult | undefined;
}

export const NO_STATISTICS: ExecutionStatistics = {
  queueMs: 0,
  planningMs: 0,
  engineMs: 0,
  totalMs: 0,
  scannedBytes: 0,
  dataManifestLocation: undefined,
};

export function isFinished(state: QueryExecutionState): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}

function statisticsOf(record: ExecutionRecord): NonNullable<QueryExecution["Statistics"]> {
  const { queueMs, planningMs, engineMs, totalMs, scannedBytes, dataManifestLocation } = record.statistics;
  return {
    EngineExecutionTimeInMillis: Math.round(engineMs),
    DataScannedInBytes: scannedBytes,
    TotalExecutionTimeInMillis: Math.round(totalMs),
    QueryQueueTimeInMillis: Math.round(queueMs),
    ServicePreProcessingTimeInMillis: 0,
    QueryPlanningTimeInMillis: Math.round(planningMs),
    ServiceProcessingTimeInMillis: Math.max(0, Math.round(totalMs - engineMs - queueMs - planningMs)),
    ResultReuseInformation: { ReusedPreviousResult: false },
    ...(dataManifestLocation === undefined ? {} : { DataManifestLocation: dataManifestLocation }),
  };
}

export function toQueryExecution(record: ExecutionRecord): QueryExecution {
  const { reuseResults } = record;
  return {
    QueryExecutionId: record.id,
    Query: record.query,
    StatementType: record.statementType,
    SubstatementType: record.substatementType,
    ResultConfiguration: {
      OutputLocation: record.outputLocation,
      ...(record.expectedBucketOwner === undefined ? {} : { ExpectedBucketOwner: record.expectedBucketOwner }),
    },
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: {
        Enabled: reuseResults?.enabled ?? false,
        ...(reuseResults?.maxAgeMinutes === undefined ? {} : { MaxAgeInMinutes: reuseResults.maxAgeMinutes }),
      },
    },
    QueryExecutionContext: {
      ...(record.database === undefined ? {} : { Database: record.database }),
      ...(record.catalog === undefined ? {} : { Catalog: record.catalog.toLowerCase() }),
    },
    Status: {
      State: record.state,
      SubmissionDateTime: new Date(record.submittedMs),
      ...(record.completedMs === undefined ? {} : { CompletionDateTime: new Date(record.completedMs) }),
      ...(record.stateChangeReason === undefined ? {} : { StateChangeReason: record.stateChangeReason }),
      ...(record.error === undefined ? {} : { AthenaError: record.error }),
    },
    Statistics: statisticsOf(record),
    WorkGroup: record.workGroup,
    EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: ENGINE_VERSION },
    ...(record.parameters === undefined ? {} : { ExecutionParameters: [...record.parameters] }),
  };
}
