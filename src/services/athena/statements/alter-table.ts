/** ALTER TABLE: each change is a new definition in the catalog; files are never touched. */
import type { PartitionInput, StorageDescriptor, Table, TableInput } from "@aws-sdk/client-glue";
import type { AlterTableAction, AthenaStatement, PartitionSpec } from "../../../query/dialects/athena/statement.ts";
import { typeOfHive } from "../../../query/dialects/athena/type-names.ts";
import { partitionScalar } from "../../../query/planner/partition-predicate.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import { listAllPartitions } from "../../../query/planner/table-layout.ts";
import type { StoredResult } from "../executions/execution.ts";
import { partitionName } from "./partition-name.ts";
import { addPartitions, partitionInput } from "./repair-table.ts";
import { requireTable } from "./show.ts";
import { ddlFailure, putNothing, semanticFailure, type StatementContext } from "./statement-context.ts";
import { glueColumns } from "./table-input.ts";

type Action<Name> = Extract<AlterTableAction, { action: Name }>;

function keysOf(table: Table): string[] {
  return (table.PartitionKeys ?? []).map((key) => (key.Name ?? "").toLowerCase());
}

/** Values in key order. @throws {QueryFailure} when the specification is not of this table's partitions */
function specValues(table: Table, spec: PartitionSpec): string[] {
  const given = new Map(spec.map(({ name, value }) => [name.toLowerCase(), value]));
  const keys = keysOf(table);
  if (given.size !== keys.length)
    throw semanticFailure(
      `[Error 10098]: Partition spec {${spec.map(({ name, value }) => `${name}=${value}`).join(", ")}} doesn't match the table's partition columns`,
    );
  return keys.map((key) => {
    const value = given.get(key);
    if (value === undefined) throw semanticFailure(`[Error 10096]: Partition spec is missing column ${key}`);
    return value;
  });
}

/** The stored table as input for an update. */
export function inputOf(table: Table): TableInput {
  const {
    Name,
    Description,
    Owner,
    LastAccessTime,
    LastAnalyzedTime,
    Retention,
    StorageDescriptor,
    PartitionKeys,
    ViewOriginalText,
    ViewExpandedText,
    TableType,
    Parameters,
    TargetTable,
  } = table;
  const input = {
    Name: Name ?? "",
    Description,
    Owner,
    LastAccessTime,
    LastAnalyzedTime,
    Retention,
    StorageDescriptor,
    PartitionKeys,
    ViewOriginalText,
    ViewExpandedText,
    TableType,
    Parameters,
    TargetTable,
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as unknown as TableInput;
}

async function update(context: StatementContext, table: Table, change: Partial<TableInput>): Promise<void> {
  await context.services.catalog.updateTable(context.run.caller, table.DatabaseName ?? "", {
    ...inputOf(table),
    ...change,
  });
}

function withStorage(table: Table, change: StorageDescriptor): Partial<TableInput> {
  return { StorageDescriptor: { ...table.StorageDescriptor, ...change } };
}

async function addNamedPartitions(
  context: StatementContext,
  table: Table,
  change: Action<"add-partitions">,
): Promise<void> {
  const { caller } = context.run;
  const keys = keysOf(table);
  const base = (table.StorageDescriptor?.Location ?? "").replace(/\/$/u, "");
  const inputs: PartitionInput[] = change.partitions.map(({ spec, location }) => {
    const values = specValues(table, spec);
    return partitionInput(table, values, location ?? `${base}/${partitionName(keys, values)}`);
  });
  if (!change.ifNotExists) {
    const reader = { caller, catalog: context.services.catalog, objects: context.services.objects };
    const known = new Set(
      (await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "")).map(({ Values }) =>
        JSON.stringify(Values),
      ),
    );
    if (inputs.some(({ Values }) => known.has(JSON.stringify(Values))))
      throw ddlFailure("AlreadyExistsException(message:Partition already exists.)");
  }
  await addPartitions(context, table, inputs);
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** Values compare by the key's type: numbers as numbers, the rest as text. */
function orderOf(left: string, right: string, hiveType: string): number {
  const [leftScalar, rightScalar] = [
    partitionScalar(left, typeOfHive(hiveType)),
    partitionScalar(right, typeOfHive(hiveType)),
  ];
  if (leftScalar?.kind === "integer" && rightScalar?.kind === "integer")
    return leftScalar.value < rightScalar.value ? -1 : leftScalar.value > rightScalar.value ? 1 : 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

async function dropPartitions(
  context: StatementContext,
  table: Table,
  change: Action<"drop-partitions">,
): Promise<void> {
  const reader = { caller: context.run.caller, catalog: context.services.catalog, objects: context.services.objects };
  const keys = keysOf(table);
  const types = (table.PartitionKeys ?? []).map((key) => key.Type ?? "string");
  const all = (await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "")).map(
    (partition) => partition.Values ?? [],
  );
  const matches = (values: readonly string[], filter: (typeof change.partitions)[number]): boolean =>
    filter.every(({ name, operator, value }) => {
      const index = keys.indexOf(name.toLowerCase());
      if (index < 0) throw semanticFailure(`[Error 10096]: Table has no partition column ${name}`);
      return OPERATORS[operator]?.(orderOf(values[index] ?? "", value, types[index] ?? "string")) === true;
    });
  const dropped = all.filter((values) => change.partitions.some((filter) => matches(values, filter)));
  if (dropped.length === 0 && !change.ifExists) throw semanticFailure("[Error 10006]: Partition not found");
  await context.services.catalog.deletePartitions(
    context.run.caller,
    table.DatabaseName ?? "",
    table.Name ?? "",
    dropped,
  );
}

async function renamePartition(
  context: StatementContext,
  table: Table,
  change: Action<"rename-partition">,
): Promise<void> {
  const reader = { caller: context.run.caller, catalog: context.services.catalog, objects: context.services.objects };
  const [from, to] = [specValues(table, change.from), specValues(table, change.to)];
  const partition = (await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "")).find(
    ({ Values }) => JSON.stringify(Values) === JSON.stringify(from),
  );
  if (partition === undefined) throw semanticFailure("[Error 10006]: Partition not found");
  const added = await context.services.catalog.createPartitions(
    context.run.caller,
    table.DatabaseName ?? "",
    table.Name ?? "",
    [partitionInput(table, to, partition.StorageDescriptor?.Location ?? "")],
  );
  if (added === 0) throw ddlFailure("AlreadyExistsException(message:Partition already exists.)");
  await context.services.catalog.deletePartitions(context.run.caller, table.DatabaseName ?? "", table.Name ?? "", [
    from,
  ]);
}

async function setPartitionLocation(
  context: StatementContext,
  table: Table,
  spec: PartitionSpec,
  location: string,
): Promise<void> {
  const values = specValues(table, spec);
  await context.services.catalog.deletePartitions(context.run.caller, table.DatabaseName ?? "", table.Name ?? "", [
    values,
  ]);
  await addPartitions(context, table, [partitionInput(table, values, location)]);
}

function changedColumns(table: Table, change: Action<"change-column">): Partial<TableInput> {
  const columns = table.StorageDescriptor?.Columns ?? [];
  const index = columns.findIndex(({ Name }) => Name === change.oldName.toLowerCase());
  if (index < 0) throw semanticFailure(`[Error 10002]: Invalid column reference ${change.oldName}`);
  const rest = columns.filter((_, position) => position !== index);
  const [column] = glueColumns([change.column]);
  let target = index;
  if (change.position === "first") target = 0;
  else if (change.position !== undefined) {
    const { after } = change.position;
    target = rest.findIndex(({ Name }) => Name === after.toLowerCase()) + 1;
    if (target === 0) throw semanticFailure(`[Error 10002]: Invalid column reference ${after}`);
  }
  return withStorage(table, { Columns: column === undefined ? rest : rest.toSpliced(target, 0, column) });
}

function definitionChange(context: StatementContext, table: Table, change: AlterTableAction): Partial<TableInput> {
  const columns = table.StorageDescriptor?.Columns ?? [];
  switch (change.action) {
    case "add-columns":
      return withStorage(table, { Columns: [...columns, ...glueColumns(change.columns)] });
    case "replace-columns":
      return withStorage(table, { Columns: glueColumns(change.columns) });
    case "change-column":
      return changedColumns(table, change);
    case "drop-column":
      return withStorage(table, { Columns: columns.filter(({ Name }) => Name !== change.name.toLowerCase()) });
    case "set-location":
      return withStorage(table, { Location: change.location });
    case "set-properties":
      return {
        Parameters: {
          ...table.Parameters,
          ...change.properties,
          last_modified_time: String(Math.floor(context.services.runtime.clock.nowMs() / 1000)),
        },
      };
    case "unset-properties":
      return {
        Parameters: Object.fromEntries(
          Object.entries(table.Parameters ?? {}).filter(([name]) => !change.names.includes(name)),
        ),
      };
    default:
      // AWS: https://docs.aws.amazon.com/athena/latest/ug/unsupported-ddl.html lists RENAME TO.
      throw queryFailure(
        "NOT_SUPPORTED",
        `ALTER TABLE ${change.action.replaceAll("-", " ").toUpperCase()} is not supported`,
      );
  }
}

export async function alterTable(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "alter-table" }>,
): Promise<StoredResult> {
  const { change } = statement;
  const table = await requireTable(context, statement.table);
  if (change.action === "add-partitions") await addNamedPartitions(context, table, change);
  else if (change.action === "drop-partitions") await dropPartitions(context, table, change);
  else if (change.action === "rename-partition") await renamePartition(context, table, change);
  else if (change.action === "set-location" && change.partition !== undefined)
    await setPartitionLocation(context, table, change.partition, change.location);
  else await update(context, table, definitionChange(context, table, change));
  return putNothing(context);
}
