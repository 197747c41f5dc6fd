import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { invalidRequest } from "../errors.ts";
import { workGroupKey, writeRecord } from "../records.ts";
import { checkTags, tagPairs } from "../tags.ts";
import { checkConfiguration, checkWorkGroupName, findWorkGroup, newConfiguration } from "../work-groups/work-group.ts";

/** @throws {ServiceError} InvalidRequestException */
export const createWorkGroup: AthenaOperation<"CreateWorkGroup"> = {
  access: (input, context) =>
    workGroupAccess("CreateWorkGroup", context, input.Name).map((check) => ({
      ...check,
      ...requestTagConditions(tagPairs(input.Tags)),
    })),
  async handle(input, context, athena) {
    checkWorkGroupName(input.Name);
    checkConfiguration(input.Configuration ?? {}, context.accountId);
    checkTags(input.Tags ?? []);
    await athena.records.transact((transaction) => {
      if (findWorkGroup(transaction, context, input.Name) !== undefined)
        throw invalidRequest("WorkGroup is already created");
      writeRecord(transaction, workGroupKey(context, input.Name), {
        name: input.Name,
        state: "ENABLED",
        description: input.Description,
        createdMs: context.nowMs,
        configuration: newConfiguration(input.Configuration),
        tags: input.Tags ?? [],
      });
    });
    return {};
  },
};
