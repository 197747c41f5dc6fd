/** What the authorizer asks about Glue's resources: the tags of databases and crawlers. */
import { parseArn } from "../../kit/arn.ts";
import type { ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { readTags } from "./catalog/tags.ts";

const TAGGED = /^(?:database|crawler)\//;

export function createGlueResourceFacts(records: RecordStore): ResourceFactsSource {
  return {
    async factsOf({ resource }) {
      const arn = parseArn(resource);
      if (arn === undefined || !TAGGED.test(arn.resource)) return undefined;
      const { accountId, region } = arn;
      const tags = await records.read((reader) => readTags(reader, { accountId, region }, arn.resource));
      return { accountId, tags };
    },
  };
}
