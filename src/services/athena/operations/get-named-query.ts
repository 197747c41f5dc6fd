import { namedQueryAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requireNamedQuery, toNamedQuery } from "../queries/named-query.ts";

/** @throws {ServiceError} InvalidRequestException */
export const getNamedQuery: AthenaOperation<"GetNamedQuery"> = {
  access: (input, context) => namedQueryAccess("GetNamedQuery", context, input.NamedQueryId),
  handle: async (input, context, athena) => ({
    NamedQuery: toNamedQuery(
      await athena.records.read((reader) => requireNamedQuery(reader, context, input.NamedQueryId)),
    ),
  }),
};
