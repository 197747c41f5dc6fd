/**
 * A table and its partitions as a crawler writes them: storage descriptor, SerDe and parameters as AWS's crawlers set them (transcripts
 * of crawled tables in the developer guide: typeOfData, sizeKey, objectCount, UPDATED_BY_CRAWLER ...).
 *
 * By design: CSV with quoted fields gets OpenCSVSerde. AWS's built-in classifier always says LazySimpleSerDe, which keeps the quotes in the data and
 * splits at delimiters between them; AWS advises a custom classifier with a quote symbol, whose tables are as ours.
 */
import type { Column, PartitionInput, SerDeInfo, StorageDescriptor, TableInput } from "@aws-sdk/client-glue";
import { assert } from "../../../runtime/assert.ts";
import { formatType, type SchemaColumn, STRING } from "./data-type.ts";
import type { FileLayout } from "./file-layout.ts";
import type { Leaf, TableGroup } from "./group-tables.ts";
import { partitionColumns } from "./partition-keys.ts";

export interface CrawledTable {
  readonly input: TableInput & { readonly Name: string };
  /** Values of each partition; empty for a table without partition keys. */
  readonly partitionValues: readonly string[][];
  /** Made when they are written: a table may have very many. */
  readonly partition: (index: number) => CrawledPartition;
}

export type CrawledPartition = PartitionInput & { readonly Values: string[] };

export interface TableNaming {
  readonly bucket: string;
  readonly prefix: string;
  readonly crawler: string;
  readonly exclusions: readonly string[];
}

const TEXT_FORMATS = {
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};
const PARQUET_FORMATS = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
};

export function crawledTable(group: TableGroup, naming: TableNaming): CrawledTable {
  const keys = partitionColumns(group.leaves.map((leaf) => leaf.names));
  const columns = dataColumns(group.layout, keys.names);
  const statistics = statisticsOf(group.leaves);
  const descriptor = storageDescriptor(group.layout, columns, location(naming.bucket, group.path), statistics);
  const parameters: Record<string, string> = {
    ...descriptor.Parameters,
    UPDATED_BY_CRAWLER: naming.crawler,
    CrawlerSchemaDeserializerVersion: "1.0",
    CrawlerSchemaSerializerVersion: "1.0",
    ...(naming.exclusions.length === 0 ? {} : { exclusions: JSON.stringify(naming.exclusions) }),
  };
  return {
    input: {
      Name: tableName(naming, group.path),
      Owner: "owner",
      Retention: 0,
      TableType: "EXTERNAL_TABLE",
      StorageDescriptor: { ...descriptor, Parameters: parameters },
      PartitionKeys: keys.names.map((name): Column => ({ Name: name, Type: "string" })),
      Parameters: parameters,
    },
    partitionValues: keys.names.length === 0 ? [] : keys.values,
    partition: (index) => {
      const leaf = group.leaves[index];
      assert(leaf !== undefined, "a partition has a leaf");
      return crawledPartition(group.layout, { leaf, values: keys.values[index] ?? [], columns, bucket: naming.bucket });
    },
  };
}

function crawledPartition(
  layout: FileLayout,
  found: { leaf: Leaf; values: string[]; columns: readonly SchemaColumn[]; bucket: string },
): CrawledPartition {
  // Text is read by position, so every partition keeps the whole table's columns; named formats list what their files have.
  const columns = layout.classification === "csv" ? found.columns : columnsIn(found.leaf, found.columns);
  const path = location(found.bucket, found.leaf.path);
  const descriptor = storageDescriptor(layout, columns, path, statisticsOf([found.leaf]));
  return { Values: found.values, StorageDescriptor: descriptor, Parameters: { ...descriptor.Parameters } };
}

/** Those of the table's columns that some file of the leaf has. */
function columnsIn(leaf: Leaf, columns: readonly SchemaColumn[]): readonly SchemaColumn[] {
  const missing = new Set(columns.map((column) => column.name));
  for (const file of leaf.files) {
    if (missing.size === 0) return columns;
    for (const column of file.layout.columns) missing.delete(column.name);
  }
  return columns.filter((column) => !missing.has(column.name));
}

/** Folders end with a slash, single files do not. */
function location(bucket: string, path: string): string {
  return `s3://${bucket}/${path}`;
}

// AWS: "the name of the table is based on the Amazon S3 prefix or folder name"; characters that Athena does not take become underscores.
function tableName(naming: TableNaming, path: string): string {
  const last = path.replace(/\/$/, "").split("/").at(-1);
  const base = last === undefined || last === "" ? naming.bucket : last;
  return `${naming.prefix}${base}`
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, "_")
    .slice(0, 128);
}

function dataColumns(layout: FileLayout, keys: readonly string[]): SchemaColumn[] {
  const taken = new Set(keys);
  // A column that is also a partition key: dropped where files name their columns, renamed where the place counts.
  if (layout.csv === undefined) return layout.columns.filter((column) => !taken.has(column.name));
  const texts = new Set(layout.csv.hasQuotes ? layout.csv.emptyColumns : []);
  return layout.columns.map(({ name, type }) => ({
    name: taken.has(name) ? `${name}_data` : name,
    // AWS: OpenCSVSerde has no empty numbers; such columns must be text (Athena user guide, "Open CSV SerDe").
    type: texts.has(name) ? STRING : type,
  }));
}

interface Statistics {
  readonly objectCount: number;
  readonly sizeBytes: number;
  readonly recordCount: number;
}

function statisticsOf(leaves: readonly Leaf[]): Statistics {
  let [objectCount, sizeBytes, recordCount] = [0, 0, 0];
  for (const { files } of leaves) {
    for (const file of files) {
      objectCount += 1;
      sizeBytes += file.sizeBytes;
      recordCount += file.layout.recordCount;
    }
  }
  return { objectCount, sizeBytes, recordCount };
}

function storageDescriptor(
  layout: FileLayout,
  columns: readonly SchemaColumn[],
  path: string,
  statistics: Statistics,
): StorageDescriptor {
  return {
    Columns: columns.map((column): Column => ({ Name: column.name, Type: formatType(column.type) })),
    Location: path,
    ...(layout.classification === "parquet" ? PARQUET_FORMATS : TEXT_FORMATS),
    Compressed: layout.compression !== "none",
    NumberOfBuckets: -1,
    SerdeInfo: serdeOf(layout, columns),
    BucketColumns: [],
    SortColumns: [],
    Parameters: parametersOf(layout, statistics),
    StoredAsSubDirectories: false,
  };
}

function serdeOf(layout: FileLayout, columns: readonly SchemaColumn[]): SerDeInfo {
  if (layout.classification === "parquet") {
    return {
      SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
      Parameters: { "serialization.format": "1" },
    };
  }
  if (layout.csv === undefined) {
    return {
      SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
      Parameters: { paths: columns.map((column) => column.name).join(",") },
    };
  }
  const { delimiter, hasQuotes } = layout.csv;
  return hasQuotes
    ? {
        SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
        Parameters: { separatorChar: delimiter, quoteChar: '"', escapeChar: "\\" },
      }
    : {
        SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        Parameters: { "field.delim": delimiter },
      };
}

function parametersOf(layout: FileLayout, statistics: Statistics): Record<string, string> {
  return {
    classification: layout.classification,
    compressionType: layout.compression,
    typeOfData: "file",
    objectCount: String(statistics.objectCount),
    sizeKey: String(statistics.sizeBytes),
    recordCount: String(statistics.recordCount),
    averageRecordSize: String(
      statistics.recordCount === 0 ? 0 : Math.max(1, Math.round(statistics.sizeBytes / statistics.recordCount)),
    ),
    ...(layout.csv === undefined ? {} : csvParameters(layout.csv)),
  };
}

function csvParameters(csv: NonNullable<FileLayout["csv"]>): Record<string, string> {
  return {
    delimiter: csv.delimiter,
    columnsOrdered: "true",
    areColumnsQuoted: String(csv.hasQuotes),
    ...(csv.hasHeader ? { "skip.header.line.count": "1" } : {}),
  };
}
