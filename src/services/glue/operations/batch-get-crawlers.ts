/**
 * BatchGetCrawlers. @throws ValidationException for too many names
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetCrawlers.html
 */
import { crawlerAccess } from "../access.ts";
import { crawlerShape, findCrawler } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWLER_NAMES_MAX } from "../limits.ts";
import { checkCount } from "../names.ts";
import { scopeOf } from "../scope.ts";

export const batchGetCrawlers: GlueOperation<"BatchGetCrawlers"> = {
  access: (input, context) => input.CrawlerNames.flatMap((name) => crawlerAccess("BatchGetCrawlers", context, name)),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    checkCount(input.CrawlerNames, CRAWLER_NAMES_MAX, "crawlerNames");
    await glue.crawls.ready();
    const found = await glue.records.read((reader) =>
      input.CrawlerNames.map((name) => findCrawler(reader, scope, name)),
    );
    return {
      Crawlers: found.filter((record) => record !== undefined).map((record) => crawlerShape(record, scope.nowMs)),
      CrawlersNotFound: input.CrawlerNames.filter((_, index) => found[index] === undefined),
    };
  },
};
