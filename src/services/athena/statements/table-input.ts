/**
 * Glue's TableInput for a table, as Athena writes it: formats by Hive's names, SerDe parameters in Hive's spelling.
 *
 * Sources: Hive's StorageFormat names (assumed to be what Athena writes where no answer of GetTable was at hand);
 * https://docs.aws.amazon.com/athena/latest/ug/create-table.html (not read again for this file).
 */
import type { Column, StorageDescriptor, TableInput } from "@aws-sdk/client-glue";
import type { ColumnDefinition, TableStorage } from "../../../query/dialects/athena/statement.ts";
import { SERDE } from "../../../query/planner/storage-format.ts";
import { ddlFailure } from "./statement-context.ts";

export interface FileFormat {
  readonly serde: string;
  readonly input: string;
  readonly output: string;
}

const TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
const TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

export const FILE_FORMATS = {
  TEXTFILE: { serde: SERDE.lazySimple, input: TEXT_INPUT, output: TEXT_OUTPUT },
  JSON: { serde: SERDE.openxJson, input: TEXT_INPUT, output: TEXT_OUTPUT },
  PARQUET: {
    serde: SERDE.parquet,
    input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  },
  ORC: {
    serde: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    input: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
    output: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
  },
  AVRO: {
    serde: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    input: "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
    output: "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
  },
  SEQUENCEFILE: {
    serde: SERDE.lazySimple,
    input: "org.apache.hadoop.mapred.SequenceFileInputFormat",
    output: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
  },
  RCFILE: {
    serde: "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
    input: "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
    output: "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
  },
} as const satisfies Readonly<Record<string, FileFormat>>;

function namedFormat(name: string): FileFormat {
  const format = (FILE_FORMATS as Readonly<Record<string, FileFormat>>)[name];
  if (format === undefined) throw ddlFailure(`Unrecognized file format in STORED AS clause: '${name}'`);
  return format;
}

type Delimited = Extract<NonNullable<TableStorage["rowFormat"]>, { kind: "delimited" }>;

function delimitedParameters(format: Delimited): Record<string, string> {
  const delimiter = format.fieldDelimiter ?? "\u0001";
  return {
    "serialization.format": delimiter,
    "field.delim": delimiter,
    ...(format.escapeCharacter === undefined ? {} : { "escape.delim": format.escapeCharacter }),
    // AWS: the misspelt name is what Hive writes (HIVE-16922).
    ...(format.collectionDelimiter === undefined ? {} : { "colelction.delim": format.collectionDelimiter }),
    ...(format.mapKeyDelimiter === undefined ? {} : { "mapkey.delim": format.mapKeyDelimiter }),
    ...(format.lineDelimiter === undefined ? {} : { "line.delim": format.lineDelimiter }),
    ...(format.nullDefinedAs === undefined ? {} : { "serialization.null.format": format.nullDefinedAs }),
  };
}

interface SerdeChoice {
  readonly library: string;
  readonly parameters: Record<string, string>;
}

function serdeOf(storage: TableStorage, format: FileFormat): SerdeChoice {
  const { rowFormat } = storage;
  if (rowFormat?.kind === "serde")
    return { library: rowFormat.library, parameters: { "serialization.format": "1", ...rowFormat.properties } };
  if (rowFormat?.kind === "delimited") return { library: format.serde, parameters: delimitedParameters(rowFormat) };
  return { library: format.serde, parameters: { "serialization.format": "1" } };
}

export function glueColumns(columns: readonly ColumnDefinition[]): Column[] {
  return columns.map(({ name, type, comment }) => ({
    Name: name.toLowerCase(),
    Type: type,
    ...(comment === undefined ? {} : { Comment: comment }),
  }));
}

export interface StorageChoice {
  readonly columns: readonly ColumnDefinition[];
  readonly location: string;
  readonly storage: TableStorage;
  readonly buckets?:
    | { readonly columns: readonly string[]; readonly buckets: number; readonly sortedBy: readonly string[] }
    | undefined;
}

export function storageDescriptor(choice: StorageChoice): StorageDescriptor {
  const format = namedFormat(choice.storage.storedAs ?? "TEXTFILE");
  const { library, parameters } = serdeOf(choice.storage, format);
  return {
    Columns: glueColumns(choice.columns),
    Location: choice.location,
    InputFormat: choice.storage.inputFormat ?? format.input,
    OutputFormat: choice.storage.outputFormat ?? format.output,
    Compressed: false,
    NumberOfBuckets: choice.buckets?.buckets ?? -1,
    SerdeInfo: { SerializationLibrary: library, Parameters: parameters },
    BucketColumns: [...(choice.buckets?.columns ?? [])],
    SortColumns: (choice.buckets?.sortedBy ?? []).map((column) => ({ Column: column, SortOrder: 1 })),
    Parameters: {},
    SkewedInfo: { SkewedColumnNames: [], SkewedColumnValues: [], SkewedColumnValueLocationMaps: {} },
    StoredAsSubDirectories: false,
  };
}

export interface TableChoice {
  readonly name: string;
  readonly descriptor: StorageDescriptor;
  readonly partitionedBy: readonly ColumnDefinition[];
  readonly properties: Readonly<Record<string, string>>;
  readonly comment: string | undefined;
  readonly nowMs: number;
}

export function tableInput(choice: TableChoice): TableInput {
  return {
    Name: choice.name,
    Owner: "hadoop",
    Retention: 0,
    TableType: "EXTERNAL_TABLE",
    StorageDescriptor: choice.descriptor,
    PartitionKeys: glueColumns(choice.partitionedBy),
    Parameters: {
      EXTERNAL: "TRUE",
      transient_lastDdlTime: String(Math.floor(choice.nowMs / 1000)),
      ...(choice.comment === undefined ? {} : { comment: choice.comment }),
      ...choice.properties,
    },
  };
}
