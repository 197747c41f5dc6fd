import { readPage } from "../page.ts";
import { bucketsPrefix, decodeRecord, type TableBucketRecord } from "../records.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showBucket } from "../show.ts";

/** Table buckets of the caller's account in the Region that was asked, by name. @throws {BadRequestException} 400 */
export const listTableBuckets: S3TablesOperation<"ListTableBuckets"> = {
  access: () => [{ action: "s3tables:ListTableBuckets", resource: "*" }],
  async handle(input, context, { records }) {
    const { prefix, continuationToken: token, maxBuckets: max } = input;
    const page = await records.read((reader) =>
      readPage(reader, { under: bucketsPrefix(context), prefix, token, max }),
    );
    const all = page.entries.map(({ value }) => decodeRecord<TableBucketRecord>(value));
    // AWS: buckets of services are listed only when they are asked for (API_s3Buckets_ListTableBuckets, type).
    const wanted = all.filter(
      ({ managedBy }) => (managedBy === undefined ? "customer" : "aws") === (input.type ?? "customer"),
    );
    return { tableBuckets: wanted.map(showBucket), continuationToken: page.continuationToken };
  },
};
