/**
 * What the authorizer asks about Glue's resources: the tags of databases and crawlers, and the catalog's resource policy, which speaks of databases,
 * tables and functions too. Their owner is the account in their ARN.
 */
import { parseArn } from "../../kit/arn.ts";
import type { ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { catalogArn, findResourcePolicy } from "./catalog/resource-policy.ts";
import { readTags } from "./catalog/tags.ts";

const TAGGED = /^(?:database|crawler)\//;
const OF_CATALOG = /^(?:catalog$|database\/|table\/|userDefinedFunction\/)/;

export function createGlueResourceFacts(records: RecordStore): ResourceFactsSource {
  return {
    async factsOf({ resource }) {
      const arn = parseArn(resource);
      if (arn?.service !== "glue") return undefined;
      const { accountId, region } = arn;
      const place = { accountId, region };
      return records.read((reader) => {
        const policy = OF_CATALOG.test(arn.resource) ? findResourcePolicy(reader, place) : undefined;
        return {
          accountId,
          ...(policy === undefined ? {} : { policy: { id: catalogArn(place), text: policy.text } }),
          ...(TAGGED.test(arn.resource) ? { tags: readTags(reader, place, arn.resource) } : {}),
        };
      });
    },
  };
}
