/**
 * StartQueryExecution's rules: what is refused before an execution exists, the client token, and the first record.
 */
import type { StartQueryExecutionInput } from "@aws-sdk/client-athena";
import { NotImplementedError, ServiceError } from "../../../kit/errors.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { ServerInput } from "../../../kit/operation.ts";
import { parseStatement } from "../../../query/dialects/athena/parse-statement.ts";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { SqlError } from "../../../query/dialects/shared/sql-error.ts";
import { CATALOG_NAME } from "../../../query/planner/find-table.ts";
import { parseS3Location } from "../../../query/planner/s3-location.ts";
import type { Athena } from "../athena.ts";
import { invalidRequest } from "../errors.ts";
import { TOKEN_LENGTH_MAX, TOKEN_LENGTH_MIN } from "../limits.ts";
import {
  checkResultConfiguration,
  effectiveOutputLocation,
  requireWorkGroup,
  type WorkGroupRecord,
} from "../work-groups/work-group.ts";
import { type ExecutionRecord, NO_STATISTICS } from "./execution.ts";
import { readToken, writeSubmitted } from "./execution-store.ts";
import { classifyStatement } from "./statement-type.ts";

type Input = ServerInput<StartQueryExecutionInput>;

/** AWS: text that does not parse as a query is refused at once; Hive's DDL fails in the execution. */
function parse(text: string): { readonly statement: AthenaStatement } | { readonly ddlError: SqlError } {
  try {
    return { statement: parseStatement(text) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error.kind === "PARSE_EXCEPTION") return { ddlError: error };
    throw invalidRequest(error.athenaMessage, error.kind === "INVALID_REQUEST" ? "INVALID_INPUT" : "MALFORMED_QUERY");
  }
}

function checkToken(token: string | undefined): void {
  if (token === undefined) return;
  if (token.length < TOKEN_LENGTH_MIN || token.length > TOKEN_LENGTH_MAX) {
    throw invalidRequest(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length between ${TOKEN_LENGTH_MIN} and ${TOKEN_LENGTH_MAX}`,
    );
  }
}

function checkContext(input: Input): void {
  const catalog = input.QueryExecutionContext?.Catalog;
  if (catalog !== undefined && catalog.toLowerCase() !== CATALOG_NAME)
    throw invalidRequest(`Data catalog ${catalog} was not found`);
  if (input.EngineConfiguration !== undefined)
    throw new NotImplementedError("athena", "EngineConfiguration", "it configures Spark and capacity");
}

/** What must be the same when a client token comes again. */
function requestText(input: Input): string {
  const { QueryString, QueryExecutionContext, ResultConfiguration, WorkGroup, ExecutionParameters } = input;
  return JSON.stringify([
    QueryString,
    QueryExecutionContext?.Database,
    QueryExecutionContext?.Catalog,
    ResultConfiguration?.OutputLocation,
    WorkGroup,
    ExecutionParameters,
  ]);
}

/** CTAS and INSERT name the data they write, everything else one result object (querying.html, "Identifying query output files"). */
function outputLocation(folder: string, id: string, statement: AthenaStatement | undefined): string {
  switch (statement?.kind) {
    case "query":
    case "execute":
      return `${folder}${id}.csv`;
    case "create-table-as":
      return `${folder}tables/${id}`;
    case "insert-into":
    case "unload":
      return `${folder}${id}`;
    default:
      return `${folder}${id}.txt`;
  }
}

async function checkOutputBucket(athena: Athena, context: RequestContext, location: string): Promise<void> {
  const { bucket = "" } = parseS3Location(location) ?? {};
  try {
    await athena.objects.list(context, { bucket, prefix: "", limit: 1 });
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchBucket")
      throw invalidRequest(`Unable to verify/create output bucket ${bucket}`);
    // A caller who may write results need not be allowed to list them.
    if (!(error instanceof ServiceError) || error.status !== 403) throw error;
  }
}

/** AWS: the session database may be quoted as in Hive; awswrangler sends it so for DESCRIBE, SHOW CREATE TABLE and MSCK. */
function unquotedDatabase(database: string | undefined): string | undefined {
  return database === undefined ? undefined : (/^`(.+)`$/u.exec(database)?.[1] ?? database);
}

interface Submission {
  readonly input: Input;
  readonly context: RequestContext;
  readonly id: string;
  readonly statement: AthenaStatement | undefined;
  readonly group: WorkGroupRecord;
  readonly folder: string;
}

function firstRecord({ input, context, id, statement, group, folder }: Submission): ExecutionRecord {
  const classification =
    statement === undefined ? { type: "DDL" as const, substatement: "UNKNOWN" } : classifyStatement(statement);
  const reuse = input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration;
  return {
    id,
    workGroup: group.name,
    query: input.QueryString,
    database: unquotedDatabase(input.QueryExecutionContext?.Database),
    catalog: input.QueryExecutionContext?.Catalog,
    parameters: input.ExecutionParameters,
    statementType: classification.type,
    substatementType: classification.substatement,
    resultFolder: folder,
    outputLocation: outputLocation(folder, id, statement),
    expectedBucketOwner: input.ResultConfiguration?.ExpectedBucketOwner,
    reuseResults:
      reuse === undefined ? undefined : { enabled: reuse.Enabled ?? false, maxAgeMinutes: reuse.MaxAgeInMinutes },
    scanCutoffBytes: group.configuration.BytesScannedCutoffPerQuery,
    state: "QUEUED",
    stateChangeReason: undefined,
    error: undefined,
    submittedMs: context.nowMs,
    completedMs: undefined,
    statistics: NO_STATISTICS,
    result: undefined,
  };
}

/**
 * Records and starts an execution; resolves with its id. The same client token with the same request gives the same id.
 *
 * @throws {ServiceError} InvalidRequestException, TooManyRequestsException, in this order: token, text, context, result settings,
 * work group, output location and its bucket, capacity
 */
export async function submitExecution(athena: Athena, input: Input, context: RequestContext): Promise<string> {
  checkToken(input.ClientRequestToken);
  const parsed = parse(input.QueryString);
  checkContext(input);
  checkResultConfiguration(input.ResultConfiguration, context.accountId);
  const group = await athena.records.read((reader) => requireWorkGroup(reader, context, input.WorkGroup));
  if (group.state === "DISABLED") throw invalidRequest(`WorkGroup ${group.name} is disabled.`);
  const folder = effectiveOutputLocation(group, input.ResultConfiguration);
  await checkOutputBucket(athena, context, folder);
  athena.executions.checkCapacity();

  const id = athena.runtime.ids.uuid();
  const statement = "statement" in parsed ? parsed.statement : undefined;
  const record = firstRecord({ input, context, id, statement, group, folder });
  const token =
    input.ClientRequestToken === undefined
      ? undefined
      : { value: input.ClientRequestToken, request: requestText(input) };
  const known = await athena.records.transact((transaction) => {
    const existing = token === undefined ? undefined : readToken(transaction, context, token.value);
    if (existing !== undefined) return existing;
    writeSubmitted(transaction, context, record, token);
    return undefined;
  });
  if (known !== undefined) {
    if (known.request !== token?.request) throw invalidRequest("Idempotent parameters do not match");
    return known.id;
  }
  athena.executions.start(record, context, "statement" in parsed ? parsed.statement : parsed.ddlError);
  return id;
}
