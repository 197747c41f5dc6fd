import { namedQueryAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { checkBatch } from "../batch.ts";
import { BATCH_NAMED_QUERIES_MAX } from "../limits.ts";
import { type NamedQueryRecord, readNamedQuery, toNamedQuery } from "../queries/named-query.ts";

/** Ids that are none come back as unprocessed. */
export const batchGetNamedQuery: AthenaOperation<"BatchGetNamedQuery"> = {
  access: (input, context) => input.NamedQueryIds.flatMap((id) => namedQueryAccess("BatchGetNamedQuery", context, id)),
  async handle(input, context, athena) {
    checkBatch(input.NamedQueryIds, "namedQueryIds", BATCH_NAMED_QUERIES_MAX);
    const found = await athena.records.read((reader) =>
      input.NamedQueryIds.map((id) => ({ id, record: readNamedQuery(reader, context, id) })),
    );
    return {
      NamedQueries: found
        .map(({ record }) => record)
        .filter((record): record is NamedQueryRecord => record !== undefined)
        .map(toNamedQuery),
      UnprocessedNamedQueryIds: found
        .filter(({ record }) => record === undefined)
        .map(({ id }) => ({
          NamedQueryId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: `NamedQuery ${id} was not found`,
        })),
    };
  },
};
