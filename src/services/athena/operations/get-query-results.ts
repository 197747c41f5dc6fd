import { NotImplementedError, ServiceError } from "../../../kit/errors.ts";
import { parseS3Location } from "../../../query/planner/s3-location.ts";
import { executionAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { invalidRequest, resultsOutOfReach } from "../errors.ts";
import { isFinished } from "../executions/execution.ts";
import { requireExecution } from "../executions/find-execution.ts";
import { readRows } from "../executions/result-rows.ts";
import { RESULT_ROWS_MAX } from "../limits.ts";
import { decodeToken, encodeToken, pageSize } from "../paging.ts";

/**
 * One page of a result, read out of the stored object as the caller. The first row of the first page of a SELECT holds the column names.
 *
 * @throws {ServiceError} InvalidRequestException when the query has not succeeded; S3's errors when the object is gone
 */
export const getQueryResults: AthenaOperation<"GetQueryResults"> = {
  access: (input, context) => executionAccess("GetQueryResults", context, input.QueryExecutionId),
  async handle(input, context, athena) {
    if (input.QueryResultType === "DATA_MANIFEST")
      throw new NotImplementedError(
        "athena",
        "QueryResultType DATA_MANIFEST",
        "read the manifest object at DataManifestLocation",
      );
    const limit = pageSize(input.MaxResults, { min: 1, max: RESULT_ROWS_MAX });
    const record = await requireExecution(athena, context, input.QueryExecutionId);
    if (!isFinished(record.state)) throw invalidRequest(`Query has not yet finished. Current state: ${record.state}`);
    // AWS: https://github.com/johanneswuerbach/jaeger-s3/issues/350 has the sentence.
    if (record.state !== "SUCCEEDED")
      throw invalidRequest(`Query did not finish successfully. Final query state: ${record.state}`);
    const { result } = record;
    const metadata = { ColumnInfo: [...(result?.columns ?? [])] };
    const updateCount = result?.updateCount === undefined ? {} : { UpdateCount: result.updateCount };
    const location = parseS3Location(record.outputLocation);
    if (result === undefined || result.form === "none" || location === undefined)
      return { ResultSet: { Rows: [], ResultSetMetadata: metadata }, ...updateCount };

    const offset = Number(decodeToken(input.NextToken)?.[0] ?? 0);
    const object = await readable(athena.objects.head(context, location.bucket, location.key));
    if (object === undefined) throw invalidRequest(`Could not find results at ${record.outputLocation}`);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > object.sizeBytes)
      throw invalidRequest("Invalid NextToken");
    if (offset === object.sizeBytes) return { ResultSet: { Rows: [], ResultSetMetadata: metadata }, ...updateCount };
    const range = { startBytes: offset, endBytes: object.sizeBytes };
    const stream = await readable(athena.objects.read(context, location.bucket, location.key, range));
    const page = await readRows(stream, result.form, limit);
    const next = offset + page.usedBytes;
    return {
      ResultSet: { Rows: [...page.rows], ResultSetMetadata: metadata },
      ...updateCount,
      ...(page.isEnd || next >= object.sizeBytes ? {} : { NextToken: encodeToken([next]) }),
    };
  },
};

/** @throws {ServiceError} InvalidRequestException when the caller may not read the result in S3 */
async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 403) throw resultsOutOfReach();
    throw error;
  }
}
