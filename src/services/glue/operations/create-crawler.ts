/**
 * CreateCrawler. Its role must let Glue assume it. @throws ValidationException; InvalidInputException; NotImplemented for parts we do not have;
 * AlreadyExistsException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html
 */
import { anyCrawlerAccess, passRoleAccess } from "../access.ts";
import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import { checkedTags, putTags } from "../catalog/tags.ts";
import { checkedCrawler } from "../crawlers/crawler-input.ts";
import { assumeCrawlerRole } from "../crawlers/crawler-role.ts";
import { findCrawler, putCrawler } from "../crawlers/crawler-records.ts";
import { alreadyExists } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const createCrawler: GlueOperation<"CreateCrawler"> = {
  access: (input, context) => [
    ...anyCrawlerAccess("CreateCrawler", requestTagConditions(Object.entries(input.Tags ?? {}))),
    ...passRoleAccess(context, input.Role),
  ],
  async handle(input, context, glue) {
    const scope = scopeOf(context, input.CatalogId);
    const definition = checkedCrawler(input, undefined);
    const tags = checkedTags(input.Tags);
    await assumeCrawlerRole(glue.roles, scope, definition);
    await glue.records.transact((transaction) => {
      if (findCrawler(transaction, scope, definition.Name) !== undefined)
        throw alreadyExists(`Crawler ${definition.Name}`);
      putCrawler(transaction, scope, {
        definition,
        createdMs: scope.nowMs,
        updatedMs: scope.nowMs,
        version: 1,
        state: "READY",
      });
      putTags(transaction, scope, `crawler/${definition.Name}`, tags);
    });
    return {};
  },
};
