/**
 * ListCrawls. The crawl at work and the finished ones, newest first. @throws EntityNotFoundException; NotImplemented for filters
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { crawlerAccess } from "../access.ts";
import { crawlHistoryShape, type CrawlRecord, requireCrawler, runningCrawlShape } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWLER_PAGE_SIZE_MAX } from "../limits.ts";
import { pageSize } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { crawlKey, decodeRecord, keyTail } from "../records.ts";
import { scopeOf } from "../scope.ts";

/** After every start time. */
const LATEST = Number.MAX_SAFE_INTEGER;

export const listCrawls: GlueOperation<"ListCrawls"> = {
  access: (input, context) => crawlerAccess("ListCrawls", context, input.CrawlerName),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    if ((input.Filters ?? []).length > 0)
      throw new NotImplementedError("glue", "ListCrawls.Filters", "list all crawls and filter them");
    // AWS: "The maximum number of results to return. The default is 20, and maximum is 100." (API reference, ListCrawls)
    const limit = Math.min(pageSize(input.MaxResults ?? 20, CRAWLER_PAGE_SIZE_MAX), 100);
    const before = decodeToken(input.NextToken);
    const prefix = crawlKey(scope, input.CrawlerName);
    await glue.crawls.ready();
    const { running, entries, room } = await glue.records.read((reader) => {
      const crawler = requireCrawler(reader, scope, input.CrawlerName);
      const atWork = before === undefined ? runningCrawlShape(crawler) : [];
      const rest = limit - atWork.length;
      const end = before === undefined ? {} : { end: [...prefix, ...before] };
      return { running: atWork, room: rest, entries: reader.range({ prefix, reverse: true, limit: rest + 1, ...end }) };
    });
    const finished = entries.slice(0, room).map((entry) => decodeRecord<CrawlRecord>(entry.value));
    // With room for the running crawl only, the next page starts at the newest finished one.
    const last =
      entries.length > room
        ? keyTail((entries[room - 1] ?? { key: [...prefix, LATEST] }).key, prefix.length)
        : undefined;
    return {
      Crawls: [...running, ...finished.map((crawl) => crawlHistoryShape(input.CrawlerName, crawl))],
      NextToken: last === undefined ? undefined : encodeToken(last),
    };
  },
};
