import type {
  ResultConfiguration,
  ResultConfigurationUpdates,
  WorkGroupConfiguration,
  WorkGroupConfigurationUpdates,
} from "@aws-sdk/client-athena";
import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { workGroupKey, writeRecord } from "../records.ts";
import { checkConfiguration, newConfiguration, requireWorkGroup } from "../work-groups/work-group.ts";

function updatedResult(
  result: ResultConfiguration | undefined,
  updates: ResultConfigurationUpdates,
): ResultConfiguration {
  const {
    RemoveOutputLocation,
    RemoveEncryptionConfiguration,
    RemoveExpectedBucketOwner,
    RemoveAclConfiguration,
    ...set
  } = updates;
  const updated: ResultConfiguration = { ...result, ...set };
  if (RemoveOutputLocation === true) delete updated.OutputLocation;
  if (RemoveEncryptionConfiguration === true) delete updated.EncryptionConfiguration;
  if (RemoveExpectedBucketOwner === true) delete updated.ExpectedBucketOwner;
  if (RemoveAclConfiguration === true) delete updated.AclConfiguration;
  return updated;
}

function updatedConfiguration(
  configuration: WorkGroupConfiguration,
  updates: WorkGroupConfigurationUpdates,
): WorkGroupConfiguration {
  const {
    ResultConfigurationUpdates: result,
    RemoveBytesScannedCutoffPerQuery,
    RemoveCustomerContentEncryptionConfiguration: _remove,
    ...set
  } = updates;
  const updated: WorkGroupConfiguration = newConfiguration({ ...configuration, ...set });
  if (result !== undefined) updated.ResultConfiguration = updatedResult(configuration.ResultConfiguration, result);
  if (RemoveBytesScannedCutoffPerQuery === true) delete updated.BytesScannedCutoffPerQuery;
  return updated;
}

/** @throws {ServiceError} InvalidRequestException */
export const updateWorkGroup: AthenaOperation<"UpdateWorkGroup"> = {
  access: (input, context) => workGroupAccess("UpdateWorkGroup", context, input.WorkGroup),
  async handle(input, context, athena) {
    await athena.records.transact((transaction) => {
      const record = requireWorkGroup(transaction, context, input.WorkGroup);
      const configuration =
        input.ConfigurationUpdates === undefined
          ? record.configuration
          : updatedConfiguration(record.configuration, input.ConfigurationUpdates);
      checkConfiguration(configuration, context.accountId);
      const description = input.Description ?? record.description;
      writeRecord(transaction, workGroupKey(context, record.name), {
        ...record,
        createdMs: record.createdMs ?? context.nowMs,
        configuration,
        description,
        state: input.State ?? record.state,
      });
    });
    return {};
  },
};
