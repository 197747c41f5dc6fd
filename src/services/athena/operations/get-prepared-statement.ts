import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requirePrepared, toPreparedStatement } from "../queries/prepared-statement.ts";

/** @throws {ServiceError} ResourceNotFoundException */
export const getPreparedStatement: AthenaOperation<"GetPreparedStatement"> = {
  access: (input, context) => workGroupAccess("GetPreparedStatement", context, input.WorkGroup),
  handle: async (input, context, athena) => ({
    PreparedStatement: toPreparedStatement(
      await athena.records.read((reader) => requirePrepared(reader, context, input.WorkGroup, input.StatementName)),
    ),
  }),
};
