import type { WorkGroupSummary } from "@aws-sdk/client-athena";
import { anyAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { LIST_WORK_GROUPS_MAX } from "../limits.ts";
import { pageSize, readPage } from "../paging.ts";
import { decodeRecord, workGroupKey } from "../records.ts";
import { findWorkGroup, PRIMARY, type WorkGroupRecord } from "../work-groups/work-group.ts";

function summary(record: WorkGroupRecord): WorkGroupSummary {
  const { EngineVersion } = record.configuration;
  return {
    Name: record.name,
    State: record.state,
    Description: record.description ?? "",
    ...(record.createdMs === undefined ? {} : { CreationTime: new Date(record.createdMs) }),
    ...(EngineVersion === undefined ? {} : { EngineVersion }),
  };
}

/** By name; `primary` leads the first page when it was never changed, because it has no record then. */
export const listWorkGroups: AthenaOperation<"ListWorkGroups"> = {
  access: () => anyAccess("ListWorkGroups"),
  async handle(input, context, athena) {
    const limit = pageSize(input.MaxResults, { min: 1, max: LIST_WORK_GROUPS_MAX });
    return athena.records.read((reader) => {
      const isFirst = input.NextToken === undefined;
      const primary =
        isFirst && reader.get(workGroupKey(context, PRIMARY)) === undefined
          ? findWorkGroup(reader, context, PRIMARY)
          : undefined;
      const page = readPage(reader, workGroupKey(context), limit, input.NextToken);
      const records = page.entries.map(({ value }) => decodeRecord<WorkGroupRecord>(value));
      return {
        WorkGroups: [...(primary === undefined ? [] : [primary]), ...records].map(summary),
        NextToken: page.nextToken,
      };
    });
  },
};
