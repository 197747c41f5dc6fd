import { crawlerAccess } from "../access.ts";
import { crawlerShape, requireCrawler } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

/** @throws EntityNotFoundException */
export const getCrawler: GlueOperation<"GetCrawler"> = {
  access: (input, context) => crawlerAccess("GetCrawler", context, input.Name),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    await glue.crawls.ready();
    const record = await glue.records.read((reader) => requireCrawler(reader, scope, input.Name));
    return { Crawler: crawlerShape(record, scope.nowMs) };
  },
};
