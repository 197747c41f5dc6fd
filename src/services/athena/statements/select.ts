/** SELECT: the engine writes Athena's CSV itself, and the file becomes the result object. No row passes through here. */
import type { ColumnInfo } from "@aws-sdk/client-athena";
import { resultText } from "../../../query/dialects/athena/result-text.ts";
import type { QueryBody } from "../../../query/dialects/athena/statement.ts";
import { columnMetadata } from "../../../query/dialects/athena/type-names.ts";
import type { AthenaType } from "../../../query/dialects/athena/types/athena-type.ts";
import type { PlannedQuery } from "../../../query/planner/plan-query.ts";
import type { QueryOutput } from "../../../query/query-engine.ts";
import { assert } from "../../../runtime/assert.ts";
import type { StoredResult } from "../executions/execution.ts";
import { runQuery } from "./run-query.ts";
import { putMetadata, resultLocation, type StatementContext } from "./statement-context.ts";

const RESULT_FILE = "result.csv";

export function columnInfo(name: string, type: AthenaType): ColumnInfo {
  const { type: typeName, precision, scale } = columnMetadata(type);
  const isText = type.kind === "varchar" || type.kind === "char";
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type: typeName,
    Precision: precision,
    Scale: scale,
    Nullable: "UNKNOWN",
    CaseSensitive: isText,
  };
}

/** Every field quoted, NULL an empty field without quotes, the header a row of names as they are (also when two are equal). */
function csvOutput(planned: PlannedQuery): QueryOutput {
  return {
    projection: planned.columns.map(({ type }, index) => resultText(`c${index}`, type)).join(", "),
    header: planned.columns.map(({ name }) => name),
    name: RESULT_FILE,
    options: `FORMAT csv, HEADER false, FORCE_QUOTE *, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR ''`,
  };
}

export async function select(
  context: StatementContext,
  body: QueryBody,
  parameters: readonly string[],
): Promise<StoredResult> {
  return runQuery(context, { body, parameters, output: csvOutput }, async (result, planned) => {
    const [file] = result.files;
    assert(file !== undefined, "the engine wrote the result file");
    const columns = planned.columns.map(({ name, type }) => columnInfo(name, type));
    const { bucket, key } = resultLocation(context);
    // Together, so that one commit of the store makes both durable; the query has not succeeded before both are there.
    await Promise.all([
      putMetadata(context, columns),
      context.services.objects.putFile(context.run.caller, bucket, key, file.path, "text/csv"),
    ]);
    return { form: "csv", columns, updateCount: 0 };
  });
}
