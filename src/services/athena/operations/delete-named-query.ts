import { namedQueryAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { requireNamedQuery } from "../queries/named-query.ts";
import { namedQueryKey, namedQueryOfKey, tokenKey } from "../records.ts";

/** @throws {ServiceError} InvalidRequestException */
export const deleteNamedQuery: AthenaOperation<"DeleteNamedQuery"> = {
  access: (input, context) => namedQueryAccess("DeleteNamedQuery", context, input.NamedQueryId),
  async handle(input, context, athena) {
    await athena.records.transact((transaction) => {
      const record = requireNamedQuery(transaction, context, input.NamedQueryId ?? "");
      transaction.delete(namedQueryKey(context, record.id));
      transaction.delete(namedQueryOfKey(context, record.workGroup, record.id));
      if (record.token !== undefined) transaction.delete(tokenKey(context, `named-query/${record.token}`));
    });
    return {};
  },
};
