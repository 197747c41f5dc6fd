import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requireWorkGroup, toWorkGroup } from "../work-groups/work-group.ts";

/** @throws {ServiceError} InvalidRequestException */
export const getWorkGroup: AthenaOperation<"GetWorkGroup"> = {
  access: (input, context) => workGroupAccess("GetWorkGroup", context, input.WorkGroup),
  handle: async (input, context, athena) => ({
    WorkGroup: toWorkGroup(await athena.records.read((reader) => requireWorkGroup(reader, context, input.WorkGroup))),
  }),
};
