/**
 * From a parsed query to what the engine needs: each mention of a table becomes a relation over an explicit list of local files,
 * views are expanded, and the translator writes one SELECT around them. Nothing is read but names, listings and footers.
 */
import type { TableBinding, TranslatedQuery } from "../dialects/athena/bindings.ts";
import type { QueryBody, TableReference } from "../dialects/athena/statement.ts";
import { translateQuery } from "../dialects/athena/translate-query.ts";
import type { PlannedScan } from "../query-engine.ts";
import { bindMention } from "./bind-mention.ts";
import { dataScannedBytes } from "./data-scanned.ts";
import { createFileCollection } from "./file-collection.ts";
import { bindInformationSchema, INFORMATION_SCHEMA } from "./information-schema.ts";
import type { PlannerPorts, PlanningRun, QueryScope } from "./planning-run.ts";
import { JSON_MACROS } from "./read-text.ts";
import { tableConditions } from "./table-conditions.ts";
import { databaseOf, findTable, type FoundTable } from "./find-table.ts";

export interface PlannedQuery {
  readonly setup: readonly string[];
  readonly sql: string;
  /** Names and types of the result, in order. */
  readonly columns: TranslatedQuery["columns"];
  readonly readPaths: readonly string[];
  /** `DataScannedInBytes` of the plan the engine made. */
  scannedBytes(scans: readonly PlannedScan[]): number;
  /** The message with local paths replaced by S3 locations, and whether it named any: local paths stay inside. */
  publicMessage(message: string): { readonly text: string; readonly namesFile: boolean };
  /** Gives the local files back. Call it once. */
  release(): Promise<void>;
}

/** Columns by name for the scope rules; undefined for a name that is no catalog table. */
function columnNames(
  found: ReadonlyMap<TableReference, FoundTable>,
): (table: TableReference) => readonly string[] | undefined {
  return (table) => found.get(table)?.columnNames;
}

/** Resolves every mention in `body`, then writes the query. Views come back here, one level deeper. */
async function translateBody(
  run: PlanningRun,
  body: QueryBody,
  scope: QueryScope,
  depth: number,
): Promise<TranslatedQuery> {
  const found = new Map<TableReference, FoundTable>();
  const bindings = new Map<TableReference, TableBinding>();
  for (const table of body.tables) {
    const isInformation = databaseOf(table, scope.database) === INFORMATION_SCHEMA;
    if (isInformation) bindings.set(table, await bindInformationSchema(run.ports.catalog, scope.caller, table));
    else found.set(table, await findTable(run.ports.catalog, scope, table));
  }
  const conditions = tableConditions(body.query, columnNames(found));
  for (const [mention, table] of found) {
    bindings.set(
      mention,
      await bindMention(run, table, {
        mention,
        condition: conditions.get(mention),
        hiddenColumns: body.hiddenColumns,
        depth,
      }),
    );
  }
  const translated = translateQuery(body, (table) => bindings.get(table) ?? missingBinding(table), {
    parameters: scope.parameters,
  });
  for (const setting of translated.settings) run.settings.add(setting);
  for (const statement of translated.prelude) run.prelude.add(statement);
  return translated;
}

function missingBinding(table: TableReference): never {
  throw new TypeError(`the parser did not list the table ${table.name}`);
}

/** @throws {SqlError} {QueryFailure} {ServiceError} {QueryError}; everything taken is given back then */
export async function planQuery(ports: PlannerPorts, scope: QueryScope, body: QueryBody): Promise<PlannedQuery> {
  const files = createFileCollection(ports.objects, scope.caller);
  const run: PlanningRun = {
    ports,
    scope,
    files,
    mentions: [],
    prelude: new Set(),
    settings: new Set(),
    usesJson: false,
    translate: (inner, innerScope, depth) => translateBody(run, inner, innerScope, depth),
  };
  try {
    const translated = await translateBody(run, body, scope, 0);
    return {
      setup: [...run.settings, ...(run.usesJson ? JSON_MACROS : []), ...run.prelude],
      sql: translated.sql,
      columns: translated.columns,
      readPaths: files.paths(),
      scannedBytes: (scans) => dataScannedBytes(run.mentions, scans),
      publicMessage: (message) => files.publicMessage(message),
      release: () => files.release(),
    };
  } catch (error) {
    await files.release();
    throw error;
  }
}
