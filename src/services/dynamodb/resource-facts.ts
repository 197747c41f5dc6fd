/** What the authorizer asks about tables and indexes: whose they are, and their tags. */
import { parseArn } from "../../kit/arn.ts";
import type { ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../storage/read-at-hand.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { withValue } from "../../kit/at-hand.ts";
import { readRecord, tagsKey } from "./records.ts";
import type { Tags } from "./tables/tags.ts";

const TABLE = /^table\/([^/]+)/;

export function createDynamodbFacts(records: RecordStore): ResourceFactsSource {
  return {
    factsOf({ resource }) {
      const arn = parseArn(resource);
      const name = TABLE.exec(arn?.resource ?? "")?.[1];
      if (arn?.service !== "dynamodb" || name === undefined) return undefined;
      const { accountId } = arn;
      const tags = readAtHand(records, (reader) => readRecord<Tags>(reader, tagsKey(arn, name)));
      return withValue(tags, (known) => ({ accountId, ...(known === undefined ? {} : { tags: known }) }));
    },
  };
}
