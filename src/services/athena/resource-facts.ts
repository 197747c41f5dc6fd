/**
 * What the authorizer asks about Athena's resources: the work group that an execution or a named query belongs to, and a work group's tags.
 */
import { parseArn } from "../../kit/arn.ts";
import type { ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import type { Reader, RecordStore } from "../../storage/record-store.ts";
import { athenaArn } from "./access.ts";
import { readExecution } from "./executions/execution-store.ts";
import { readNamedQuery } from "./queries/named-query.ts";
import type { Place } from "./records.ts";
import { tagPairs } from "./tags.ts";
import { findWorkGroup } from "./work-groups/work-group.ts";

export function createAthenaResourceFacts(records: RecordStore): ResourceFactsSource {
  return {
    async factsOf({ resource }) {
      const arn = parseArn(resource);
      if (arn === undefined) return undefined;
      const [kind = "", ...rest] = arn.resource.split("/");
      return records.read((reader) => {
        const name = workGroupOf(reader, arn, { kind, id: rest.join("/") });
        return name === undefined ? undefined : factsOf(reader, arn, name);
      });
    },
  };
}

function workGroupOf(reader: Reader, place: Place, { kind, id }: { kind: string; id: string }): string | undefined {
  if (kind === "workgroup") return id;
  if (kind === "query-execution") return readExecution(reader, place, id)?.workGroup;
  return kind === "named-query" ? readNamedQuery(reader, place, id)?.workGroup : undefined;
}

function factsOf(reader: Reader, place: Place, workGroup: string): ResourceFacts {
  const tags = tagPairs([...(findWorkGroup(reader, place, workGroup)?.tags ?? [])]);
  return {
    resource: athenaArn(place, `workgroup/${workGroup}`),
    accountId: place.accountId,
    tags: Object.fromEntries(tags),
  };
}
