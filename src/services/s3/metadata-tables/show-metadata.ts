/** A configuration in the API's form. */
import type { ErrorDetails, MetadataConfigurationResult } from "@aws-sdk/client-s3";
import type { MetadataTables, TableFault, TableState } from "./metadata-record.ts";

export function showConfiguration(tables: MetadataTables): MetadataConfigurationResult {
  const { journal, inventory, annotation } = tables;
  const { expirationDays } = journal;
  return {
    DestinationResult: {
      TableBucketType: tables.version === 2 ? "aws" : "customer",
      TableBucketArn: tables.tableBucketArn,
      TableNamespace: tables.namespace,
    },
    JournalTableConfigurationResult: {
      ...showTable(journal),
      TableStatus: journal.status,
      TableName: journal.name,
      RecordExpiration:
        expirationDays === undefined ? { Expiration: "DISABLED" } : { Expiration: "ENABLED", Days: expirationDays },
    },
    // AWS: a V1 configuration has a journal alone.
    ...(tables.version === 1
      ? {}
      : {
          InventoryTableConfigurationResult:
            inventory === undefined
              ? { ConfigurationState: "DISABLED" }
              : { ConfigurationState: "ENABLED", ...showTable(inventory) },
          ...(annotation === undefined
            ? {}
            : {
                AnnotationTableConfigurationResult: {
                  ConfigurationState: "ENABLED",
                  ...showTable(annotation),
                  Role: annotation.role,
                },
              }),
        }),
  };
}

interface ShownTable {
  readonly TableStatus: string;
  readonly TableName: string;
  readonly TableArn: string | undefined;
  readonly Error: ErrorDetails | undefined;
}

function showTable({ name, status, arn, fault }: TableState): ShownTable {
  return { TableStatus: status, TableName: name, TableArn: arn, Error: showFault(fault) };
}

export function showFault(fault: TableFault | undefined): ErrorDetails | undefined {
  return fault === undefined ? undefined : { ErrorCode: fault.code, ErrorMessage: fault.message };
}
