/** Glue's databases and tables in the shapes of Athena's metadata operations. */
import type { Column as GlueColumn, Database as GlueDatabase, Table } from "@aws-sdk/client-glue";
import type { Column, Database, TableMetadata } from "@aws-sdk/client-athena";
import { dataCatalogNotFound } from "../errors.ts";

export const DATA_CATALOG = "AwsDataCatalog";

/** @throws {ServiceError} InvalidRequestException for any catalog but Glue's */
export function checkDataCatalog(name: string): void {
  if (name.toLowerCase() !== DATA_CATALOG.toLowerCase()) throw dataCatalogNotFound(name);
}

export function toDatabase(database: GlueDatabase): Database {
  return {
    Name: database.Name ?? "",
    ...(database.Description === undefined ? {} : { Description: database.Description }),
    ...(database.Parameters === undefined ? {} : { Parameters: database.Parameters }),
  };
}

function toColumn(column: GlueColumn): Column {
  return {
    Name: column.Name ?? "",
    ...(column.Type === undefined ? {} : { Type: column.Type }),
    ...(column.Comment === undefined ? {} : { Comment: column.Comment }),
  };
}

/** AWS: storage settings are flattened into the parameters (GetTableMetadata, example answer in the CLI reference). */
export function toTableMetadata(table: Table): TableMetadata {
  const storage = table.StorageDescriptor;
  const serde = storage?.SerdeInfo;
  const flattened: Record<string, string> = { ...table.Parameters };
  if (storage?.InputFormat !== undefined) flattened["inputformat"] = storage.InputFormat;
  if (storage?.OutputFormat !== undefined) flattened["outputformat"] = storage.OutputFormat;
  if (storage?.Location !== undefined) flattened["location"] = storage.Location;
  if (serde?.SerializationLibrary !== undefined) flattened["serde.serialization.lib"] = serde.SerializationLibrary;
  for (const [name, value] of Object.entries(serde?.Parameters ?? {})) flattened[`serde.param.${name}`] = value;
  return {
    Name: table.Name ?? "",
    ...(table.CreateTime === undefined ? {} : { CreateTime: table.CreateTime }),
    ...(table.LastAccessTime === undefined ? {} : { LastAccessTime: table.LastAccessTime }),
    ...(table.TableType === undefined ? {} : { TableType: table.TableType }),
    Columns: (storage?.Columns ?? []).map(toColumn),
    PartitionKeys: (table.PartitionKeys ?? []).map(toColumn),
    Parameters: flattened,
  };
}
