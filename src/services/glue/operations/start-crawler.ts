/**
 * StartCrawler. Answers when the crawl is recorded as running; it then works as the crawler's role. @throws
 * EntityNotFoundException; CrawlerRunningException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawler.html
 */
import { crawlerAccess } from "../access.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const startCrawler: GlueOperation<"StartCrawler"> = {
  access: (input, context) => crawlerAccess("StartCrawler", context, input.Name),
  async handle(input, context, glue) {
    await glue.crawls.start(scopeOf(context), input.Name);
    return {};
  },
};
