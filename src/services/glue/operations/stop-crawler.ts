/**
 * StopCrawler. The crawl ends at its next file. @throws EntityNotFoundException; CrawlerStoppingException;
 * CrawlerNotRunningException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_StopCrawler.html
 */
import { crawlerAccess } from "../access.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const stopCrawler: GlueOperation<"StopCrawler"> = {
  access: (input, context) => crawlerAccess("StopCrawler", context, input.Name),
  async handle(input, context, glue) {
    await glue.crawls.stop(scopeOf(context), input.Name);
    return {};
  },
};
