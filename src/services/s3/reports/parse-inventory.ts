/**
 * Inventory configurations between the API's form and ours.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryConfiguration.html (read 2026-11-29; which error a fault has is recorded
 *   in localstack/localstack test_s3.snapshot.json, test_s3_put_inventory_report_exceptions, or assumed)
 *
 * Whether there is such a destination is not asked: S3 says nothing of it, and takes one that it may not write to yet (aws/aws-cli issue 3611).
 */
import type { InventoryConfiguration, InventoryOptionalField } from "@aws-sdk/client-s3";
import { InventoryOptionalField as KNOWN_FIELDS } from "@aws-sdk/client-s3";
import { parseArn } from "../../../kit/arn.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import type { Inventory, InventoryDestination } from "./inventory.ts";
import { inOrder, isInventoryField } from "./inventory-fields.ts";
import { INVENTORY_ID_CHARACTERS_MAX } from "./report-limits.ts";

/**
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {IdMismatch} 400  @throws {InvalidS3DestinationBucket} 400
 * @throws {NotImplemented} 501 for formats and columns that cannot be written
 */
export function parseInventory(id: string, sent: InventoryConfiguration): Inventory {
  if (!/^[\w.-]+$/.test(id) || id.length > INVENTORY_ID_CHARACTERS_MAX)
    throw invalidArgument("The ID must have 1 to 64 letters, digits, periods, dashes and underscores", "id", id);
  if (sent.Id !== id) throw refused("IdMismatch", "Document ID does not match the specified configuration ID.");
  const { IsEnabled: isEnabled, IncludedObjectVersions: versions, Schedule } = sent;
  const frequency = Schedule?.Frequency;
  if (isEnabled === undefined || (versions !== "All" && versions !== "Current")) throw malformedXml();
  if (frequency !== "Daily" && frequency !== "Weekly") throw malformedXml();
  return {
    id,
    isEnabled,
    includesVersions: versions === "All",
    isWeekly: frequency === "Weekly",
    filterPrefix: sent.Filter?.Prefix,
    optionalFields: parseFields(sent.OptionalFields),
    destination: parseDestination(sent),
  };
}

function parseFields(sent: readonly InventoryOptionalField[] | undefined): string[] | undefined {
  if (sent === undefined) return undefined;
  for (const name of sent) {
    if (!Object.values(KNOWN_FIELDS).includes(name)) throw malformedXml();
    if (!isInventoryField(name)) throw notWritten(`the inventory field ${name} is not written yet`);
  }
  return inOrder(sent);
}

function parseDestination({ Destination }: InventoryConfiguration): InventoryDestination {
  const sent = Destination?.S3BucketDestination;
  if (sent?.Bucket === undefined || sent.Format === undefined) throw malformedXml();
  const arn = parseArn(sent.Bucket);
  if (arn?.service !== "s3" || arn.resource === "" || arn.resource.includes("/"))
    throw refused("InvalidS3DestinationBucket", "Invalid bucket ARN.");
  if (arn.accountId !== "" || arn.region !== "")
    throw refused("InvalidS3DestinationBucket", "Bucket ARN should not specify a namespace.");
  if (sent.Format === "ORC") throw notWritten("inventories are written as CSV and Parquet, not as ORC");
  if (sent.Format !== "CSV" && sent.Format !== "Parquet") throw malformedXml();
  if (sent.Encryption?.SSEKMS !== undefined) throw notWritten("inventories are not sealed with KMS keys yet");
  return {
    bucket: arn.resource,
    accountId: sent.AccountId,
    prefix: sent.Prefix,
    format: sent.Format === "Parquet" ? "Parquet" : undefined,
    isSealed: sent.Encryption?.SSES3 === undefined ? undefined : true,
  };
}

function refused(code: string, message: string): ServiceError {
  return new ServiceError({ status: 400, code, message });
}

function notWritten(message: string): ServiceError {
  return new ServiceError({ status: 501, code: "NotImplemented", message });
}

export function showInventory(inventory: Inventory): InventoryConfiguration {
  const { id, isEnabled, includesVersions, isWeekly, filterPrefix, optionalFields, destination } = inventory;
  const { bucket, accountId, prefix, format, isSealed } = destination;
  return {
    Id: id,
    IsEnabled: isEnabled,
    IncludedObjectVersions: includesVersions ? "All" : "Current",
    Schedule: { Frequency: isWeekly ? "Weekly" : "Daily" },
    Filter: filterPrefix === undefined ? undefined : { Prefix: filterPrefix },
    OptionalFields: optionalFields === undefined ? undefined : ([...optionalFields] as InventoryOptionalField[]),
    Destination: {
      S3BucketDestination: {
        Bucket: `arn:aws:s3:::${bucket}`,
        Format: format ?? "CSV",
        AccountId: accountId,
        Prefix: prefix,
        Encryption: isSealed === undefined ? undefined : { SSES3: {} },
      },
    },
  };
}
