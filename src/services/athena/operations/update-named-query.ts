import { namedQueryAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { checkNamedQuery, requireNamedQuery } from "../queries/named-query.ts";
import { namedQueryKey, writeRecord } from "../records.ts";

/** @throws {ServiceError} InvalidRequestException */
export const updateNamedQuery: AthenaOperation<"UpdateNamedQuery"> = {
  access: (input, context) => namedQueryAccess("UpdateNamedQuery", context, input.NamedQueryId),
  async handle(input, context, athena) {
    checkNamedQuery(input.Name, input.QueryString);
    await athena.records.transact((transaction) => {
      const record = requireNamedQuery(transaction, context, input.NamedQueryId);
      writeRecord(transaction, namedQueryKey(context, record.id), {
        ...record,
        name: input.Name,
        description: input.Description,
        query: input.QueryString,
      });
    });
    return {};
  },
};
