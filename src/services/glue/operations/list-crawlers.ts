/**
 * ListCrawlers. Names in order; with `Tags` only crawlers that have all of them, in pages that may be short.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawlers.html
 */
import { anyCrawlerAccess } from "../access.ts";
import { readTags } from "../catalog/tags.ts";
import { listCrawlerRecords } from "../crawlers/crawler-records.ts";
import type { GlueOperation } from "../glue.ts";
import { CRAWLER_PAGE_SIZE_MAX } from "../limits.ts";
import { pageSize } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { scopeOf } from "../scope.ts";

export const listCrawlers: GlueOperation<"ListCrawlers"> = {
  access: () => anyCrawlerAccess("ListCrawlers"),
  async handle(input, context, glue) {
    const scope = scopeOf(context);
    const limit = pageSize(input.MaxResults, CRAWLER_PAGE_SIZE_MAX);
    const after = decodeToken(input.NextToken)?.map(String)[0];
    const wanted = Object.entries(input.Tags ?? {});
    const { names, kept } = await glue.records.read((reader) => {
      const listed = listCrawlerRecords(reader, scope, { limit: limit + 1, after }).map(
        (record) => record.definition.Name,
      );
      const hasTags = (name: string): boolean => {
        const tags = wanted.length === 0 ? {} : readTags(reader, scope, `crawler/${name}`);
        return wanted.every(([key, value]) => tags[key] === value);
      };
      return { names: listed, kept: listed.slice(0, limit).filter(hasTags) };
    });
    const last = names[limit - 1];
    return {
      CrawlerNames: kept,
      NextToken: names.length > limit && last !== undefined ? encodeToken([last]) : undefined,
    };
  },
};
