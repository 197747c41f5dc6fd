/**
 * One mention of a table as a relation: its files in the reader its SerDe asks for, with the partition values of each file as
 * columns; or a view's query in parentheses.
 */
import type { TableBinding } from "../dialects/athena/bindings.ts";
import { parseStatement } from "../dialects/athena/parse-statement.ts";
import type { TableReference } from "../dialects/athena/statement.ts";
import { duckdbTypeOf } from "../dialects/athena/type-names.ts";
import { CATALOG_NAME, type FoundTable } from "./find-table.ts";
import { evaluate, partitionScalar } from "./partition-predicate.ts";
import type { Footer } from "./parquet-footers.ts";
import type { PlanningRun } from "./planning-run.ts";
import { queryFailure } from "./query-failure.ts";
import { readParquet } from "./read-parquet.ts";
import { readJson, readLazySimple, readOpenCsv } from "./read-text.ts";
import { s3Uri } from "./s3-location.ts";
import { literal, quoted } from "./sql-text.ts";
import { storageFormat } from "./storage-format.ts";
import type { TableCondition } from "./table-conditions.ts";
import type { DeclaredColumn, TableFile } from "./table-file.ts";
import { type PartitionGroup, tableLayout } from "./table-layout.ts";

/** Views below views, counted from the query. */
export const VIEW_DEPTH_MAX = 16;
const PATH_COLUMN = "$path";

export interface MentionContext {
  readonly mention: TableReference;
  readonly condition: TableCondition | undefined;
  readonly hiddenColumns: readonly string[];
  readonly depth: number;
}

/** A file with the partition values of its group. */
interface PlacedFile {
  readonly file: TableFile;
  readonly values: readonly (string | null)[];
}

export async function bindMention(run: PlanningRun, found: FoundTable, context: MentionContext): Promise<TableBinding> {
  if (found.view !== undefined) return bindView(run, found, context);
  const wantsPath = context.hiddenColumns.some((name) => name.toLowerCase() === PATH_COLUMN);
  const relation = await tableRelation(run, found, { ...context, wantsPath });
  const columns = [...found.columns, ...found.partitionColumns].map(({ name, hiveType }) => ({ name, type: hiveType }));
  return { relation, columns, hiddenColumns: wantsPath ? [PATH_COLUMN] : [] };
}

async function bindView(run: PlanningRun, found: FoundTable, context: MentionContext): Promise<TableBinding> {
  const { view } = found;
  const name = `${CATALOG_NAME}.${found.database}.${found.table.Name ?? ""}`;
  if (view === undefined || context.depth >= VIEW_DEPTH_MAX)
    throw queryFailure(
      "INVALID_VIEW",
      `View '${name}' is nested more than ${VIEW_DEPTH_MAX} levels deep or is recursive`,
    );
  const statement = parseStatement(view.originalSql);
  if (statement.kind !== "query") throw queryFailure("INVALID_VIEW", `View '${name}' is not a query`);
  const translated = await run.translate(
    statement,
    { ...run.scope, database: view.schema, parameters: [] },
    context.depth + 1,
  );
  // The view's own columns name and type the result, whatever its query gives today.
  const aliases = found.columns.map((_, index) => `v${index}`);
  const items = found.columns.map(
    (column, index) => `CAST(v${index} AS ${duckdbTypeOf(column.type)}) AS ${quoted(column.name)}`,
  );
  return {
    relation: `(SELECT ${items.join(", ")} FROM (${translated.sql}) AS v(${aliases.join(", ")}))`,
    columns: found.columns.map(({ name: column, hiveType }) => ({ name: column, type: hiveType })),
  };
}

/** Whether the condition lets a partition with these values pass. */
function keepsPartition(
  found: FoundTable,
  condition: TableCondition | undefined,
  values: readonly (string | null)[],
): boolean {
  if (condition === undefined) return true;
  const byName = new Map(
    found.partitionColumns.map((column, index) => [column.name, { column, value: values[index] }]),
  );
  const verdict = evaluate(condition.where, (expression) => {
    const entry = byName.get(condition.columnName(expression) ?? "");
    return entry?.value === undefined || entry.value === null
      ? undefined
      : partitionScalar(entry.value, entry.column.type);
  });
  return verdict !== "false";
}

async function tableRelation(
  run: PlanningRun,
  found: FoundTable,
  context: MentionContext & { readonly wantsPath: boolean },
): Promise<string> {
  const reader = { caller: run.scope.caller, catalog: run.ports.catalog, objects: run.ports.objects };
  const groups = await tableLayout(reader, found.table, (values) => keepsPartition(found, context.condition, values));
  const placed = await openGroups(run, groups);
  if (placed.length === 0) return emptyRelation(found, context.wantsPath);
  const fileColumn = `lakebed_file_${run.mentions.length}`;
  const source = await readFiles(
    run,
    found,
    placed.map(({ file }) => file),
    fileColumn,
  );
  return withPartitionColumns(found, placed, { source, fileColumn, wantsPath: context.wantsPath });
}

async function openGroups(run: PlanningRun, groups: readonly PartitionGroup[]): Promise<PlacedFile[]> {
  const placed: PlacedFile[] = [];
  for (const group of groups) {
    const files = await run.files.open(group.objects);
    placed.push(...files.map((file) => ({ file, values: group.values })));
  }
  return placed;
}

function emptyRelation(found: FoundTable, wantsPath: boolean): string {
  const items = [...found.columns, ...found.partitionColumns].map(
    (column) => `CAST(NULL AS ${duckdbTypeOf(column.type)}) AS ${quoted(column.name)}`,
  );
  if (wantsPath) items.push(`CAST(NULL AS VARCHAR) AS ${quoted(PATH_COLUMN)}`);
  return `(SELECT ${items.join(", ")} WHERE false)`;
}

async function readFiles(
  run: PlanningRun,
  found: FoundTable,
  files: readonly TableFile[],
  fileColumn: string,
): Promise<string> {
  const format = storageFormat(found.table.StorageDescriptor ?? {}, found.table.Parameters ?? {});
  const fileBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  let footers: ReadonlyMap<string, Footer> | undefined;
  if (format.kind === "parquet") footers = await readFooters(run, files);
  run.mentions.push({ fileColumn, fileBytes, footers: footers === undefined ? undefined : [...footers.values()] });
  switch (format.kind) {
    case "parquet":
      return readParquet(files, found.columns, fileColumn, footers ?? new Map());
    case "lazy-simple":
      return readLazySimple(files, found.columns, fileColumn, format);
    case "open-csv":
      return readOpenCsv(files, found.columns, fileColumn, format);
    case "json":
      run.usesJson = true;
      return readJson(files, found.columns, fileColumn, format);
  }
}

async function readFooters(run: PlanningRun, files: readonly TableFile[]): Promise<ReadonlyMap<string, Footer>> {
  return run.ports.footers.read(files, run.scope.signal);
}

function partitionValue(column: DeclaredColumn, value: string | null | undefined, found: FoundTable): string {
  const type = duckdbTypeOf(column.type);
  if (value === null || value === undefined) return `CAST(NULL AS ${type})`;
  const isChecked = ["tinyint", "smallint", "integer", "bigint", "date"].includes(column.type.kind);
  const fits = !isChecked || partitionScalar(value, column.type) !== undefined;
  if (!fits)
    throw queryFailure(
      "HIVE_INVALID_PARTITION_VALUE",
      `Invalid partition value '${value}' for ${column.hiveType} partition key: ${column.name} of table ${found.database}.${found.table.Name ?? ""}`,
    );
  return `CAST(${literal(value)} AS ${type})`;
}

/**
 * Partition values and `$path` beside the file's own columns. When every file shares the values they are constants; otherwise a
 * join on the file name brings them, which costs about 20 ns a row and keeps one scan however many partitions there are.
 */
function withPartitionColumns(
  found: FoundTable,
  placed: readonly PlacedFile[],
  read: { readonly source: string; readonly fileColumn: string; readonly wantsPath: boolean },
): string {
  const own = found.columns.map((column) => `b.${quoted(column.name)}`);
  const first = placed[0]?.values ?? [];
  const isUniform =
    !read.wantsPath && placed.every(({ values }) => values.every((value, index) => value === first[index]));
  if (isUniform) {
    const constants = found.partitionColumns.map(
      (column, index) => `${partitionValue(column, first[index], found)} AS ${quoted(column.name)}`,
    );
    return `(SELECT ${[...own, ...constants].join(", ")} FROM (${read.source}) AS b)`;
  }
  const names = [...found.partitionColumns.map(({ name }) => name), ...(read.wantsPath ? [PATH_COLUMN] : [])];
  const rows = placed.map(({ file, values }) => {
    const constants = found.partitionColumns.map((column, index) => partitionValue(column, values[index], found));
    const path = read.wantsPath ? [literal(s3Uri(file.bucket, file.key))] : [];
    return `(${[literal(file.path), ...constants, ...path].join(", ")})`;
  });
  const aliases = names.map((_, index) => `p${index}`);
  const items = [...own, ...names.map((name, index) => `p.p${index} AS ${quoted(name)}`)];
  return `(SELECT ${items.join(", ")} FROM (${read.source}) AS b JOIN (VALUES ${rows.join(", ")}) AS p(${["path", ...aliases].join(", ")}) ON b.${quoted(read.fileColumn)} = p.path)`;
}
