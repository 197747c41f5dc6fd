/**
 * AWS Glue: the Data Catalog (databases, tables, versions, partitions) and crawlers over Amazon S3. One row for every operation of the
 * client; what is missing says why (`missing-operations.ts`). Sources, gaps and deliberate differences are in README.md beside this file.
 */
import type { OperationTable } from "../../kit/operation.ts";
import { sweepGarbage } from "./catalog/garbage.ts";
import { createCrawlRunner } from "./crawlers/crawl-runner.ts";
import type { GlueDependencies } from "./dependencies.ts";
import type { Glue, GlueSdk } from "./glue.ts";
import { missingOperations } from "./missing-operations.ts";
import { batchCreatePartition } from "./operations/batch-create-partition.ts";
import { batchDeletePartition } from "./operations/batch-delete-partition.ts";
import { batchDeleteTable } from "./operations/batch-delete-table.ts";
import { batchDeleteTableVersion } from "./operations/batch-delete-table-version.ts";
import { batchGetCrawlers } from "./operations/batch-get-crawlers.ts";
import { batchGetPartition } from "./operations/batch-get-partition.ts";
import { batchUpdatePartition } from "./operations/batch-update-partition.ts";
import { createCrawler } from "./operations/create-crawler.ts";
import { createDatabase } from "./operations/create-database.ts";
import { createPartition } from "./operations/create-partition.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteCrawler } from "./operations/delete-crawler.ts";
import { deleteDatabase } from "./operations/delete-database.ts";
import { deletePartition } from "./operations/delete-partition.ts";
import { deleteResourcePolicy } from "./operations/delete-resource-policy.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { deleteTableVersion } from "./operations/delete-table-version.ts";
import { getCrawler } from "./operations/get-crawler.ts";
import { getCrawlerMetrics } from "./operations/get-crawler-metrics.ts";
import { getCrawlers } from "./operations/get-crawlers.ts";
import { getDatabase } from "./operations/get-database.ts";
import { getDatabases } from "./operations/get-databases.ts";
import { getPartition } from "./operations/get-partition.ts";
import { getPartitions } from "./operations/get-partitions.ts";
import { getResourcePolicies } from "./operations/get-resource-policies.ts";
import { getResourcePolicy } from "./operations/get-resource-policy.ts";
import { getTable } from "./operations/get-table.ts";
import { getTableVersion } from "./operations/get-table-version.ts";
import { getTableVersions } from "./operations/get-table-versions.ts";
import { getTables } from "./operations/get-tables.ts";
import { getTags } from "./operations/get-tags.ts";
import { listCrawlers } from "./operations/list-crawlers.ts";
import { listCrawls } from "./operations/list-crawls.ts";
import { putResourcePolicy } from "./operations/put-resource-policy.ts";
import { startCrawler } from "./operations/start-crawler.ts";
import { stopCrawler } from "./operations/stop-crawler.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateCrawler } from "./operations/update-crawler.ts";
import { updateDatabase } from "./operations/update-database.ts";
import { updatePartition } from "./operations/update-partition.ts";
import { updateTable } from "./operations/update-table.ts";

/** The instance for all accounts and Regions. Takes up at once what a crash left to be swept. */
export function createGlue(deps: GlueDependencies): Glue {
  const closing = new AbortController();
  let sweep: Promise<void> = Promise.resolve();
  const glue: Glue = {
    records: deps.records,
    runtime: deps.runtime,
    roles: deps.roles,
    principals: deps.principals,
    crawls: createCrawlRunner(deps),
    sweepSoon() {
      sweep = sweep
        .then(() => sweepGarbage(deps.records, closing.signal))
        .catch((error: unknown) =>
          deps.runtime.log.error("catalog sweep failed; the next delete or start goes on", { cause: String(error) }),
        );
    },
    async close() {
      closing.abort();
      await Promise.all([sweep, glue.crawls.close()]);
    },
  };
  glue.sweepSoon();
  return glue;
}

export const glueOperations: OperationTable<GlueSdk, Glue> = {
  ...missingOperations,
  BatchCreatePartition: batchCreatePartition,
  BatchDeletePartition: batchDeletePartition,
  BatchDeleteTable: batchDeleteTable,
  BatchDeleteTableVersion: batchDeleteTableVersion,
  BatchGetCrawlers: batchGetCrawlers,
  BatchGetPartition: batchGetPartition,
  BatchUpdatePartition: batchUpdatePartition,
  CreateCrawler: createCrawler,
  CreateDatabase: createDatabase,
  CreatePartition: createPartition,
  CreateTable: createTable,
  DeleteCrawler: deleteCrawler,
  DeleteDatabase: deleteDatabase,
  DeletePartition: deletePartition,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteTable: deleteTable,
  DeleteTableVersion: deleteTableVersion,
  GetCrawler: getCrawler,
  GetCrawlerMetrics: getCrawlerMetrics,
  GetCrawlers: getCrawlers,
  GetDatabase: getDatabase,
  GetDatabases: getDatabases,
  GetPartition: getPartition,
  GetPartitions: getPartitions,
  GetResourcePolicies: getResourcePolicies,
  GetResourcePolicy: getResourcePolicy,
  GetTable: getTable,
  GetTableVersion: getTableVersion,
  GetTableVersions: getTableVersions,
  GetTables: getTables,
  GetTags: getTags,
  ListCrawlers: listCrawlers,
  ListCrawls: listCrawls,
  PutResourcePolicy: putResourcePolicy,
  StartCrawler: startCrawler,
  StopCrawler: stopCrawler,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateCrawler: updateCrawler,
  UpdateDatabase: updateDatabase,
  UpdatePartition: updatePartition,
  UpdateTable: updateTable,
};
