/**
 * GetCrawler. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawler.html
 */
import { crawlerAccess } from "../access.ts";
import { crawlerShape, requireCrawler } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const getCrawler: GlueOperation<"GetCrawler"> = {
  access: (input, context) => crawlerAccess("GetCrawler", context, input.Name),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    await glue.crawls.ready();
    const record = await glue.records.read((reader) => requireCrawler(reader, scope, input.Name));
    return { Crawler: crawlerShape(record, scope.nowMs) };
  },
};
