/**
 * ListCrawls. Finished crawls, newest first. @throws EntityNotFoundException; NotImplemented for filters
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { crawlerAccess } from "../access.ts";
import { crawlHistoryShape, type CrawlRecord, requireCrawler } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWLER_PAGE_SIZE_MAX } from "../limits.ts";
import { pageSize } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { crawlKey, decodeRecord, keyTail } from "../records.ts";
import { scopeOf } from "../scope.ts";

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
    const entries = await glue.records.read((reader) => {
      requireCrawler(reader, scope, input.CrawlerName);
      return reader.range({
        prefix,
        reverse: true,
        limit: limit + 1,
        ...(before === undefined ? {} : { end: [...prefix, ...before] }),
      });
    });
    const last = entries[limit - 1];
    return {
      Crawls: entries
        .slice(0, limit)
        .map((entry) => crawlHistoryShape(input.CrawlerName, decodeRecord<CrawlRecord>(entry.value))),
      NextToken:
        entries.length > limit && last !== undefined ? encodeToken(keyTail(last.key, prefix.length)) : undefined,
    };
  },
};
