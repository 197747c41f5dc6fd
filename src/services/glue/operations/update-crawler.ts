/**
 * UpdateCrawler. Members that are left out stay as they are. @throws EntityNotFoundException;
 * CrawlerRunningException; as CreateCrawler
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawler.html
 */
import { crawlerAccess, passRoleAccess } from "../access.ts";
import { checkedCrawler } from "../crawlers/crawler-input.ts";
import { assumeCrawlerRole } from "../crawlers/crawler-role.ts";
import { putCrawler, requireCrawler } from "../crawlers/crawler-records.ts";
import { crawlerRunning } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const updateCrawler: GlueOperation<"UpdateCrawler"> = {
  access: (input, context) => [
    ...crawlerAccess("UpdateCrawler", context, input.Name),
    ...passRoleAccess(context, input.Role),
  ],
  async handle(input, context, glue) {
    const scope = scopeOf(context, input.CatalogId);
    await glue.crawls.ready();
    if (input.Role !== undefined && input.Role !== "") {
      await assumeCrawlerRole(glue.roles, scope, { Name: input.Name, Role: input.Role });
    }
    await glue.records.transact((transaction) => {
      const record = requireCrawler(transaction, scope, input.Name);
      const definition = checkedCrawler(input, record.definition);
      if (record.state !== "READY") throw crawlerRunning(input.Name);
      putCrawler(transaction, scope, { ...record, definition, updatedMs: scope.nowMs, version: record.version + 1 });
    });
    return {};
  },
};
