import { workGroupAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { EMPTY_VALUE, namedQueryKey, namedQueryOfKey, readRecord, tokenKey, writeRecord } from "../records.ts";
import { checkNamedQuery } from "../queries/named-query.ts";
import { PRIMARY, requireWorkGroup } from "../work-groups/work-group.ts";

/** The same client token gives the same id. @throws {ServiceError} InvalidRequestException */
export const createNamedQuery: AthenaOperation<"CreateNamedQuery"> = {
  access: (input, context) => workGroupAccess("CreateNamedQuery", context, input.WorkGroup),
  async handle(input, context, athena) {
    checkNamedQuery(input.Name, input.QueryString);
    const id = athena.runtime.ids.uuid();
    const workGroup = input.WorkGroup ?? PRIMARY;
    const NamedQueryId = await athena.records.transact((transaction) => {
      requireWorkGroup(transaction, context, workGroup);
      const token =
        input.ClientRequestToken === undefined
          ? undefined
          : tokenKey(context, `named-query/${input.ClientRequestToken}`);
      const known = token === undefined ? undefined : readRecord<{ id: string }>(transaction, token);
      if (known !== undefined) return known.id;
      const record = {
        id,
        name: input.Name,
        description: input.Description,
        database: input.Database,
        query: input.QueryString,
        workGroup,
        token: input.ClientRequestToken,
      };
      writeRecord(transaction, namedQueryKey(context, id), record);
      transaction.put(namedQueryOfKey(context, workGroup, id), EMPTY_VALUE);
      if (token !== undefined) writeRecord(transaction, token, { id });
      return id;
    });
    return { NamedQueryId };
  },
};
