/**
 * DeleteCrawler. Its history goes with it, its tables stay. @throws EntityNotFoundException; CrawlerRunningException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteCrawler.html
 */
import { crawlerAccess } from "../access.ts";
import { requireCrawler } from "../crawlers/crawler-records.ts";
import { crawlerRunning } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWL_HISTORY_MAX } from "../limits.ts";
import { crawlerKey, crawlKey, tagsKey } from "../records.ts";
import { scopeOf } from "../scope.ts";

export const deleteCrawler: GlueOperation<"DeleteCrawler"> = {
  access: (input, context) => crawlerAccess("DeleteCrawler", context, input.Name),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    await glue.crawls.ready();
    await glue.records.transact((transaction) => {
      const record = requireCrawler(transaction, scope, input.Name);
      if (record.state !== "READY") throw crawlerRunning(input.Name);
      transaction.delete(crawlerKey(scope, input.Name));
      transaction.delete(tagsKey(scope, `crawler/${input.Name}`));
      for (const entry of transaction.range({ prefix: crawlKey(scope, input.Name), limit: CRAWL_HISTORY_MAX + 1 }))
        transaction.delete(entry.key);
    });
    return {};
  },
};
