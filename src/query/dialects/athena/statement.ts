/**
 * What an Athena statement says, as data: one member of a closed union per kind of statement. The planner switches on
 * `kind`; nothing downstream looks at statement text again. Query bodies are syntax trees of `syntax.ts`, which only the
 * translator reads. Names are kept as written; Athena compares them without regard to case.
 */
import type { Query } from "./syntax.ts";
import type { TableReference } from "./table-reference.ts";

export type { TableReference } from "./table-reference.ts";

/** A column of a DDL statement. `type` is the Hive type in Glue's spelling, e.g. `array<struct<a:int,b:string>>`. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** `PARTITION (year = '2024', month = 1)`: values as text, as Glue stores them. */
export type PartitionSpec = readonly { readonly name: string; readonly value: string }[];

/** Storage clauses of CREATE TABLE, as written; which SerDe and formats they mean is the planner's knowledge. */
export interface TableStorage {
  readonly rowFormat?:
    | {
        readonly kind: "delimited";
        readonly fieldDelimiter?: string;
        readonly escapeCharacter?: string;
        readonly collectionDelimiter?: string;
        readonly mapKeyDelimiter?: string;
        readonly lineDelimiter?: string;
        readonly nullDefinedAs?: string;
      }
    | { readonly kind: "serde"; readonly library: string; readonly properties: Properties };
  /** `STORED AS PARQUET`: upper case. */
  readonly storedAs?: string;
  readonly inputFormat?: string;
  readonly outputFormat?: string;
}

export type Properties = Readonly<Record<string, string>>;

/** Values of `WITH (...)` properties of CTAS and UNLOAD: names in lower case. */
export type PropertyValue = string | number | boolean | readonly PropertyValue[];
export type WithProperties = Readonly<Record<string, PropertyValue>>;

/** What every statement that holds a query carries. */
export interface QueryBody {
  readonly query: Query;
  /** Each table once per mention, in order of mention. */
  readonly tables: readonly TableReference[];
  /** Hidden columns mentioned anywhere, e.g. `$path`. */
  readonly hiddenColumns: readonly string[];
  /** Number of `?` markers. */
  readonly parameterCount: number;
}

export interface QueryStatement extends QueryBody {
  readonly kind: "query";
}

export interface CreateTableAsStatement extends QueryBody {
  readonly kind: "create-table-as";
  readonly table: TableReference;
  readonly ifNotExists: boolean;
  /** Keys as written in lower case: format, external_location, partitioned_by, bucketed_by, bucket_count, write_compression ... */
  readonly properties: WithProperties;
  readonly columnAliases?: readonly string[];
  readonly comment?: string;
  /** False for WITH NO DATA. */
  readonly withData: boolean;
}

export interface InsertIntoStatement extends QueryBody {
  readonly kind: "insert-into";
  readonly table: TableReference;
  readonly columns?: readonly string[];
}

export interface CreateViewStatement extends QueryBody {
  readonly kind: "create-view";
  readonly view: TableReference;
  readonly orReplace: boolean;
  readonly comment?: string;
  /** The text after AS, as written: what Athena stores in the view. */
  readonly queryText: string;
}

export interface UnloadStatement extends QueryBody {
  readonly kind: "unload";
  readonly location: string;
  readonly properties: WithProperties;
}

export interface ExplainStatement {
  readonly kind: "explain";
  readonly analyze: boolean;
  readonly format: "TEXT" | "JSON" | "GRAPHVIZ";
  readonly type: "LOGICAL" | "DISTRIBUTED" | "VALIDATE" | "IO";
  readonly statement: AthenaStatement;
}

export interface PrepareStatement {
  readonly kind: "prepare";
  readonly name: string;
  readonly statementText: string;
  readonly statement: AthenaStatement;
}

export interface ExecuteStatement {
  readonly kind: "execute";
  readonly name: string;
  /** Each argument as SQL text, ready to be given as an execution parameter. */
  readonly parameters: readonly string[];
}

export interface DeallocateStatement {
  readonly kind: "deallocate";
  readonly name: string;
}

export interface CreateTableStatement {
  readonly kind: "create-table";
  readonly table: TableReference;
  /** False for `CREATE TABLE` without EXTERNAL, which Athena allows for Iceberg only. */
  readonly external: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly comment?: string;
  readonly partitionedBy: readonly ColumnDefinition[];
  /** Iceberg partition transforms such as `day(ts)`, as written; empty otherwise. */
  readonly partitionTransforms: readonly string[];
  readonly clusteredBy?: {
    readonly columns: readonly string[];
    readonly buckets: number;
    readonly sortedBy: readonly string[];
  };
  readonly storage: TableStorage;
  readonly location?: string;
  readonly properties: Properties;
}

export interface CreateDatabaseStatement {
  readonly kind: "create-database";
  readonly database: string;
  readonly ifNotExists: boolean;
  readonly comment?: string;
  readonly location?: string;
  readonly properties: Properties;
}

export interface DropDatabaseStatement {
  readonly kind: "drop-database";
  readonly database: string;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface AlterDatabaseStatement {
  readonly kind: "alter-database";
  readonly database: string;
  readonly properties: Properties;
}

export interface DropTableStatement {
  readonly kind: "drop-table";
  readonly table: TableReference;
  readonly ifExists: boolean;
}

export interface DropViewStatement {
  readonly kind: "drop-view";
  readonly view: TableReference;
  readonly ifExists: boolean;
}

export type AlterTableAction =
  | {
      readonly action: "add-partitions";
      readonly ifNotExists: boolean;
      readonly partitions: readonly { readonly spec: PartitionSpec; readonly location?: string }[];
    }
  | { readonly action: "drop-partitions"; readonly ifExists: boolean; readonly partitions: readonly PartitionFilter[] }
  | { readonly action: "rename-partition"; readonly from: PartitionSpec; readonly to: PartitionSpec }
  | { readonly action: "set-location"; readonly partition?: PartitionSpec; readonly location: string }
  | {
      readonly action: "add-columns";
      readonly partition?: PartitionSpec;
      readonly columns: readonly ColumnDefinition[];
    }
  | {
      readonly action: "replace-columns";
      readonly partition?: PartitionSpec;
      readonly columns: readonly ColumnDefinition[];
    }
  | {
      readonly action: "change-column";
      readonly oldName: string;
      readonly column: ColumnDefinition;
      readonly position?: "first" | { readonly after: string };
    }
  | { readonly action: "drop-column"; readonly name: string }
  | { readonly action: "rename-table"; readonly to: TableReference }
  | { readonly action: "set-properties"; readonly properties: Properties }
  | { readonly action: "unset-properties"; readonly names: readonly string[]; readonly ifExists: boolean };

/** `PARTITION (year < 2020)`: Hive lets DROP PARTITION compare. */
export type PartitionFilter = readonly {
  readonly name: string;
  readonly operator: "=" | "<" | "<=" | ">" | ">=" | "<>";
  readonly value: string;
}[];

export interface AlterTableStatement {
  readonly kind: "alter-table";
  readonly table: TableReference;
  readonly change: AlterTableAction;
}

export interface RepairTableStatement {
  readonly kind: "repair-table";
  readonly table: TableReference;
}

export type ShowStatement =
  | { readonly kind: "show-databases"; readonly pattern?: string }
  | { readonly kind: "show-tables"; readonly database?: string; readonly pattern?: string }
  | { readonly kind: "show-views"; readonly database?: string; readonly pattern?: string }
  | { readonly kind: "show-partitions"; readonly table: TableReference; readonly partition?: PartitionSpec }
  | { readonly kind: "show-columns"; readonly table: TableReference }
  | { readonly kind: "show-create-table"; readonly table: TableReference }
  | { readonly kind: "show-create-view"; readonly view: TableReference }
  | { readonly kind: "show-table-properties"; readonly table: TableReference; readonly property?: string };

export interface DescribeStatement {
  readonly kind: "describe";
  readonly table: TableReference;
  readonly mode: "plain" | "extended" | "formatted";
  readonly partition?: PartitionSpec;
  /** Column path, e.g. `["address", "city"]`. */
  readonly columnPath?: readonly string[];
}

/** A statement Athena knows and Lakebed does not run (Iceberg writes): the service fails the query with `athenaMessage`. */
export interface UnsupportedStatement {
  readonly kind: "unsupported";
  readonly statement: "MERGE" | "UPDATE" | "DELETE" | "OPTIMIZE" | "VACUUM";
  readonly athenaMessage: string;
}

export type AthenaStatement =
  | QueryStatement
  | CreateTableAsStatement
  | InsertIntoStatement
  | CreateViewStatement
  | UnloadStatement
  | ExplainStatement
  | PrepareStatement
  | ExecuteStatement
  | DeallocateStatement
  | CreateTableStatement
  | CreateDatabaseStatement
  | DropDatabaseStatement
  | AlterDatabaseStatement
  | DropTableStatement
  | DropViewStatement
  | AlterTableStatement
  | RepairTableStatement
  | ShowStatement
  | DescribeStatement
  | UnsupportedStatement;
