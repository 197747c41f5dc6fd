/** CREATE, DROP and SHOW of databases. */
import { ServiceError } from "../../../kit/errors.ts";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import type { StoredResult } from "../executions/execution.ts";
import { matchesPattern } from "./name-pattern.ts";
import {
  ddlFailure,
  putNothing,
  putText,
  semanticFailure,
  type StatementContext,
  stringColumn,
} from "./statement-context.ts";

type Statement<Kind> = Extract<AthenaStatement, { kind: Kind }>;

export async function createDatabase(
  context: StatementContext,
  statement: Statement<"create-database">,
): Promise<StoredResult> {
  const name = statement.database.toLowerCase();
  try {
    await context.services.catalog.createDatabase(context.run.caller, {
      Name: name,
      ...(statement.comment === undefined ? {} : { Description: statement.comment }),
      ...(statement.location === undefined ? {} : { LocationUri: statement.location }),
      ...(Object.keys(statement.properties).length === 0 ? {} : { Parameters: { ...statement.properties } }),
    });
  } catch (error) {
    const exists = error instanceof ServiceError && error.code === "AlreadyExistsException";
    if (!exists) throw error;
    if (!statement.ifNotExists) throw ddlFailure(`Database ${name} already exists`);
  }
  return putNothing(context);
}

export async function dropDatabase(
  context: StatementContext,
  statement: Statement<"drop-database">,
): Promise<StoredResult> {
  const { catalog } = context.services;
  const { caller } = context.run;
  const name = statement.database.toLowerCase();
  if ((await catalog.getDatabase(caller, name)) === undefined) {
    if (statement.ifExists) return putNothing(context);
    throw semanticFailure(`[Error 10072]: Database does not exist: ${name}`);
  }
  if (!statement.cascade && (await catalog.listTables(caller, name)).items.length > 0) {
    throw ddlFailure(`InvalidOperationException(message:Database ${name} is not empty. One or more tables exist.)`);
  }
  await catalog.deleteDatabase(caller, name);
  return putNothing(context);
}

export async function showDatabases(
  context: StatementContext,
  statement: Statement<"show-databases">,
): Promise<StoredResult> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await context.services.catalog.listDatabases(context.run.caller, nextToken);
    names.push(...page.items.map((database) => database.Name ?? ""));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const shown = names.filter((name) => matchesPattern(name, statement.pattern)).sort();
  return putText(context, [stringColumn("database_name")], shown);
}
