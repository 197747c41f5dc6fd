/**
 * Work groups: their records, AWS's defaults, and the rule by which a group's settings and a query's settings become one.
 */
import type {
  EncryptionConfiguration,
  ResultConfiguration,
  Tag,
  WorkGroup,
  WorkGroupConfiguration,
  WorkGroupState,
} from "@aws-sdk/client-athena";
import { NotImplementedError } from "../../../kit/errors.ts";
import { parseS3Location } from "../../../query/planner/s3-location.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { invalidRequest, workGroupNotFound } from "../errors.ts";
import { SCAN_CUTOFF_BYTES_MIN } from "../limits.ts";
import { type Place, readRecord, workGroupKey } from "../records.ts";

export const PRIMARY = "primary";
export const ENGINE_VERSION = "Athena engine version 3";

export interface WorkGroupRecord {
  readonly name: string;
  readonly state: WorkGroupState;
  readonly description: string | undefined;
  /** Unknown for `primary`, which nobody made, until it is first changed. */
  readonly createdMs: number | undefined;
  readonly configuration: WorkGroupConfiguration;
  readonly tags: readonly Tag[];
}

/** AWS: the defaults of a new group (API reference, WorkGroupConfiguration); `primary` does not enforce and cannot be deleted. */
function defaultConfiguration(enforce: boolean): WorkGroupConfiguration {
  return {
    EnforceWorkGroupConfiguration: enforce,
    PublishCloudWatchMetricsEnabled: true,
    RequesterPaysEnabled: false,
    EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: ENGINE_VERSION },
  };
}

const PRIMARY_RECORD: WorkGroupRecord = {
  name: PRIMARY,
  state: "ENABLED",
  description: undefined,
  createdMs: undefined,
  configuration: defaultConfiguration(false),
  tags: [],
};

/** `primary` exists from the start; it is stored once it is changed. */
export function findWorkGroup(reader: Reader, place: Place, name: string): WorkGroupRecord | undefined {
  const stored = readRecord<WorkGroupRecord>(reader, workGroupKey(place, name));
  return stored ?? (name === PRIMARY ? PRIMARY_RECORD : undefined);
}

/** @throws {ServiceError} InvalidRequestException */
export function requireWorkGroup(reader: Reader, place: Place, name: string = PRIMARY): WorkGroupRecord {
  const record = findWorkGroup(reader, place, name);
  if (record === undefined) throw workGroupNotFound(name);
  return record;
}

export function checkWorkGroupName(name: string): void {
  if (!/^[a-zA-Z0-9._-]{1,128}$/u.test(name))
    throw invalidRequest(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{1,128}`,
    );
}

function checkEncryption(encryption: EncryptionConfiguration | undefined): void {
  if (encryption !== undefined)
    throw new NotImplementedError(
      "athena",
      "EncryptionConfiguration",
      "results take the default encryption of their bucket",
    );
}

/** @throws {ServiceError} InvalidRequestException for a location that is none; NotImplemented for settings Lakebed does not have */
export function checkResultConfiguration(result: ResultConfiguration | undefined, accountId: string): void {
  if (result === undefined) return;
  checkEncryption(result.EncryptionConfiguration);
  if (result.AclConfiguration !== undefined)
    throw new NotImplementedError("athena", "AclConfiguration", "results belong to the bucket's owner");
  if (result.ExpectedBucketOwner !== undefined && result.ExpectedBucketOwner !== accountId) {
    throw invalidRequest(
      `Unable to verify/create output bucket: the bucket owner is not ${result.ExpectedBucketOwner}`,
    );
  }
  const { OutputLocation } = result;
  if (OutputLocation !== undefined && OutputLocation !== "" && parseS3Location(OutputLocation) === undefined) {
    throw invalidRequest(`outputLocation is not a valid S3 path. Provided ${OutputLocation}`);
  }
}

/** @throws {ServiceError} */
export function checkConfiguration(configuration: WorkGroupConfiguration, accountId: string): void {
  checkResultConfiguration(configuration.ResultConfiguration, accountId);
  const cutoff = configuration.BytesScannedCutoffPerQuery;
  if (cutoff !== undefined && cutoff < SCAN_CUTOFF_BYTES_MIN) {
    throw invalidRequest(
      `1 validation error detected: Value '${cutoff}' at 'configuration.bytesScannedCutoffPerQuery' failed to satisfy constraint: Member must have value greater than or equal to ${SCAN_CUTOFF_BYTES_MIN}`,
    );
  }
  if (configuration.ManagedQueryResultsConfiguration?.Enabled === true) {
    throw new NotImplementedError(
      "athena",
      "ManagedQueryResultsConfiguration",
      "results are objects of the output location",
    );
  }
  if (configuration.IdentityCenterConfiguration?.EnableIdentityCenter === true)
    throw new NotImplementedError("athena", "IdentityCenterConfiguration", "there is no Identity Center");
}

/** A new group's configuration: the defaults with what was given. AWS: a new group enforces unless told otherwise. */
export function newConfiguration(given: WorkGroupConfiguration | undefined): WorkGroupConfiguration {
  const configuration = { ...defaultConfiguration(true), ...given };
  const selected = given?.EngineVersion?.SelectedEngineVersion ?? "AUTO";
  return {
    ...configuration,
    EngineVersion: { SelectedEngineVersion: selected, EffectiveEngineVersion: ENGINE_VERSION },
  };
}

/**
 * Where a query's results go: the group's location when the group enforces or the query gives none.
 *
 * @throws {ServiceError} InvalidRequestException when there is none
 */
export function effectiveOutputLocation(group: WorkGroupRecord, requested: ResultConfiguration | undefined): string {
  const ofGroup = group.configuration.ResultConfiguration?.OutputLocation;
  const isEnforced =
    group.configuration.EnforceWorkGroupConfiguration === true && ofGroup !== undefined && ofGroup !== "";
  const location = isEnforced ? ofGroup : (requested?.OutputLocation ?? ofGroup);
  if (location === undefined || location === "") {
    // AWS: https://github.com/aws/aws-sdk-js-v3/issues/3589 has the sentence.
    throw invalidRequest(
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
  }
  return location.endsWith("/") ? location : `${location}/`;
}

export function toWorkGroup(record: WorkGroupRecord): WorkGroup {
  return {
    Name: record.name,
    State: record.state,
    Configuration: record.configuration,
    ...(record.createdMs === undefined ? {} : { CreationTime: new Date(record.createdMs) }),
    ...(record.description === undefined ? {} : { Description: record.description }),
  };
}
