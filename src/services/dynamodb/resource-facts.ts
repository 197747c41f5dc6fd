/** What the authorizer asks about tables and indexes: whose they are, their tags, and which partition keys a request names. */
import { parseArn } from "../../kit/arn.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { ConditionLookup, ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { Reader, RecordStore } from "../../storage/record-store.ts";
import { ItemAccess } from "./access.ts";
import { leadingKeys } from "./leading-keys.ts";
import { readRecord, tableKey, type TableRecord, tagsKey } from "./records.ts";
import type { TablePlace } from "./scope.ts";
import type { Tags } from "./tables/tags.ts";

const TABLE = /^table\/([^/]+)/;

export function createDynamodbFacts(records: RecordStore): ResourceFactsSource {
  return {
    factsOf(check) {
      const arn = parseArn(check.resource);
      const name = TABLE.exec(arn?.resource ?? "")?.[1];
      if (arn?.service !== "dynamodb" || name === undefined) return undefined;
      const place: TablePlace = { accountId: arn.accountId, region: arn.region, name };
      const { local } = records;
      if (local !== undefined) return new LocalFacts(place, check, local);
      return records.read((reader) => {
        const record = readRecord<TableRecord>(reader, tableKey(place, name));
        return {
          accountId: place.accountId,
          tags: tagsIn(reader, place),
          condition: keyLookup(check, () => record),
        };
      });
    },
  };
}

/** Every request comes by here, and few policies look so closely: what they ask for is read when they ask. */
class LocalFacts implements ResourceFacts {
  readonly accountId: string;
  readonly condition: ConditionLookup;
  private readonly place: TablePlace;
  private readonly reader: Reader;

  constructor(place: TablePlace, check: AccessCheck, reader: Reader) {
    this.accountId = place.accountId;
    this.place = place;
    this.reader = reader;
    this.condition = keyLookup(check, () => readRecord<TableRecord>(reader, tableKey(place, place.name)));
  }

  get tags(): Tags {
    return tagsIn(this.reader, this.place);
  }
}

function tagsIn(reader: Reader, place: TablePlace): Tags {
  return readRecord<Tags>(reader, tagsKey(place, place.name)) ?? {};
}

function keyLookup(check: AccessCheck, recordOf: () => TableRecord | undefined): ConditionLookup {
  return (lowerCaseKey) => {
    if (lowerCaseKey !== "dynamodb:leadingkeys" || !(check instanceof ItemAccess)) return undefined;
    const record = recordOf();
    return record === undefined ? undefined : leadingKeys(record, check.parts);
  };
}
