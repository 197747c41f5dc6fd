/**
 * GetCrawlers. In name order.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawlers.html
 */
import { anyCrawlerAccess } from "../access.ts";
import { crawlerShape, listCrawlerRecords } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWLER_PAGE_SIZE_MAX } from "../limits.ts";
import { pageSize } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { scopeOf } from "../scope.ts";

export const getCrawlers: GlueOperation<"GetCrawlers"> = {
  access: () => anyCrawlerAccess("GetCrawlers"),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    const limit = pageSize(input.MaxResults, CRAWLER_PAGE_SIZE_MAX);
    const after = decodeToken(input.NextToken)?.map(String)[0];
    await glue.crawls.ready();
    const found = await glue.records.read((reader) => listCrawlerRecords(reader, scope, { limit: limit + 1, after }));
    const last = found[limit - 1]?.definition.Name;
    const NextToken = found.length > limit && last !== undefined ? encodeToken([last]) : undefined;
    return { Crawlers: found.slice(0, limit).map((record) => crawlerShape(record, scope.nowMs)), NextToken };
  },
};
