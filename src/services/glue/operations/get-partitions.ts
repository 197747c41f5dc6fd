/**
 * GetPartitions. One page of the partitions that fit `Expression`, in the order of their values. A page may be short,
 * even empty, and still have a token. @throws ValidationException; EntityNotFoundException (table);
 * InvalidInputException (expression, token); InvalidStateException (a stored value that is not of its column's type)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
 */
import type { Partition } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { listPartitions } from "../catalog/partition-listing.ts";
import { requireTable } from "../catalog/tables.ts";
import { validationFailed } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { PARTITION_PAGE_SIZE_MAX, SEGMENTS_MAX } from "../limits.ts";
import { foldedName, pageSize } from "../names.ts";
import { refuseTimeTravel } from "../refusals.ts";
import { catalogScopeOf } from "../scope.ts";

export const getPartitions: GlueOperation<"GetPartitions"> = {
  access: (input, context) =>
    tableAccess("GetPartitions", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    refuseTimeTravel("GetPartitions", input);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const limit = pageSize(input.MaxResults, PARTITION_PAGE_SIZE_MAX);
    const segment = checkedSegment(input.Segment);
    const { items, nextToken } = await glue.records.read((reader) =>
      listPartitions(reader, scope, requireTable(reader, scope, database, name), {
        expression: input.Expression,
        limit,
        token: input.NextToken,
        segment,
      }),
    );
    return { Partitions: input.ExcludeColumnSchema === true ? items.map(withoutColumns) : items, NextToken: nextToken };
  },
};

function checkedSegment(
  segment: { SegmentNumber: number | undefined; TotalSegments: number | undefined } | undefined,
): { number: number; total: number } | undefined {
  if (segment === undefined) return undefined;
  const { SegmentNumber: number = -1, TotalSegments: total = -1 } = segment;
  if (!(total >= 1 && total <= SEGMENTS_MAX))
    throw validationFailed(
      String(total),
      "segment.totalSegments",
      `Member must have value between 1 and ${SEGMENTS_MAX}`,
    );
  if (!(number >= 0 && number < total))
    throw validationFailed(
      String(number),
      "segment.segmentNumber",
      "Member must have value between 0 and totalSegments - 1",
    );
  return { number, total };
}

function withoutColumns(partition: Partition): Partition {
  if (partition.StorageDescriptor === undefined) return partition;
  const { Columns: _, ...rest } = partition.StorageDescriptor;
  return { ...partition, StorageDescriptor: rest };
}
