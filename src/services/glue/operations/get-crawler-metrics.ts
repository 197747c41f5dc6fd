/**
 * GetCrawlerMetrics. For the named crawlers, or for all; figures are of the kept history. Names that do not exist are
 * left out.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawlerMetrics.html
 */
import type { CrawlerMetrics } from "@aws-sdk/client-glue";
import { anyCrawlerAccess } from "../access.ts";
import { type CrawlerRecord, type CrawlRecord, findCrawler, listCrawlerRecords } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWL_HISTORY_MAX, CRAWLER_NAMES_MAX, CRAWLER_PAGE_SIZE_MAX } from "../limits.ts";
import { checkCount, pageSize } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { crawlKey, decodeRecord } from "../records.ts";
import { scopeOf } from "../scope.ts";
import type { Reader } from "../../../storage/record-store.ts";
import type { Scope } from "../scope.ts";

export const getCrawlerMetrics: GlueOperation<"GetCrawlerMetrics"> = {
  access: () => anyCrawlerAccess("GetCrawlerMetrics"),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    const limit = pageSize(input.MaxResults, CRAWLER_PAGE_SIZE_MAX);
    const names = input.CrawlerNameList ?? [];
    checkCount(names, CRAWLER_NAMES_MAX, "crawlerNameList");
    const after = decodeToken(input.NextToken)?.map(String)[0];
    await glue.crawls.ready();
    return glue.records.read((reader) => {
      const listed =
        names.length > 0
          ? names.map((name) => findCrawler(reader, scope, name))
          : listCrawlerRecords(reader, scope, { limit: limit + 1, after });
      const found = listed.filter((record) => record !== undefined);
      const last = names.length > 0 || found.length <= limit ? undefined : found[limit - 1]?.definition.Name;
      const page = names.length > 0 ? found : found.slice(0, limit);
      return {
        CrawlerMetricsList: page.map((record) => metricsOf(reader, scope, record)),
        NextToken: last === undefined ? undefined : encodeToken([last]),
      };
    });
  },
};

function metricsOf(reader: Reader, scope: Scope, record: CrawlerRecord): CrawlerMetrics {
  const history = reader
    .range({ prefix: crawlKey(scope, record.definition.Name), limit: CRAWL_HISTORY_MAX })
    .map((entry) => decodeRecord<CrawlRecord>(entry.value));
  const seconds = history.map((crawl) => (crawl.endedMs - crawl.startedMs) / 1000).sort((left, right) => left - right);
  const total = (count: (crawl: CrawlRecord) => number): number =>
    history.reduce((sum, crawl) => sum + count(crawl), 0);
  return {
    CrawlerName: record.definition.Name,
    TimeLeftSeconds: 0,
    StillEstimating: record.state !== "READY",
    LastRuntimeSeconds: record.last === undefined ? 0 : (record.last.endedMs - record.last.startedMs) / 1000,
    MedianRuntimeSeconds: seconds[Math.floor((seconds.length - 1) / 2)] ?? 0,
    TablesCreated: total((crawl) => crawl.tablesCreated.length),
    TablesUpdated: total((crawl) => crawl.tablesUpdated.length),
    TablesDeleted: total((crawl) => crawl.tablesDeleted.length),
  };
}
