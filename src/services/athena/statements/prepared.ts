/** PREPARE, EXECUTE and DEALLOCATE: the same prepared statements that the API has, in the execution's work group. */
import { parseStatement } from "../../../query/dialects/athena/parse-statement.ts";
import type { AthenaStatement, QueryStatement } from "../../../query/dialects/athena/statement.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { checkPreparedName, readPrepared } from "../queries/prepared-statement.ts";
import { preparedKey, writeRecord } from "../records.ts";
import { putNothing, type StatementContext } from "./statement-context.ts";

type Statement<Kind> = Extract<AthenaStatement, { kind: Kind }>;

function notFound(name: string): Error {
  return queryFailure("NOT_FOUND", `Prepared statement not found: ${name}`);
}

export async function prepareStatement(
  context: StatementContext,
  statement: Statement<"prepare">,
): Promise<StoredResult> {
  const { records, runtime } = context.services;
  const { record, caller } = context.run;
  checkPreparedName(statement.name);
  await records.transact((transaction) => {
    const prepared = {
      name: statement.name,
      workGroup: record.workGroup,
      query: statement.statementText,
      description: undefined,
      modifiedMs: runtime.clock.nowMs(),
    };
    writeRecord(transaction, preparedKey(caller, record.workGroup, statement.name), prepared);
  });
  return putNothing(context);
}

export async function deallocateStatement(
  context: StatementContext,
  statement: Statement<"deallocate">,
): Promise<StoredResult> {
  const { record, caller } = context.run;
  await context.services.records.transact((transaction) => {
    if (readPrepared(transaction, caller, record.workGroup, statement.name) === undefined)
      throw notFound(statement.name);
    transaction.delete(preparedKey(caller, record.workGroup, statement.name));
  });
  return putNothing(context);
}

/** The query that EXECUTE names, with the values for its markers: those of USING, or the execution's parameters. */
export async function preparedQuery(
  context: StatementContext,
  statement: Statement<"execute">,
  executionParameters: readonly string[],
): Promise<{ readonly statement: QueryStatement; readonly parameters: readonly string[] }> {
  const { record, caller } = context.run;
  const prepared = await context.services.records.read((reader) =>
    readPrepared(reader, caller, record.workGroup, statement.name),
  );
  if (prepared === undefined) throw notFound(statement.name);
  const parsed = parseStatement(prepared.query);
  if (parsed.kind !== "query") throw queryFailure("NOT_SUPPORTED", "Lakebed executes prepared SELECT statements only");
  return {
    statement: parsed,
    parameters: statement.parameters.length > 0 ? statement.parameters : executionParameters,
  };
}
