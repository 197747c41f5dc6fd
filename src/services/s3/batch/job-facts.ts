/** What the authorizer is told of a job: its tags, and what policies may ask of it (`s3:ExistingJobPriority` and its like). */
import { parseArn } from "../../../kit/arn.ts";
import type { AtHand } from "../../../kit/at-hand.ts";
import type { ResourceFacts } from "../../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { type JobName, type JobRecord, readJob } from "./job-record.ts";
import { operationName } from "./parse-job.ts";
import { SUSPENDED_CAUSE } from "./show-job.ts";

/** The job of an ARN; undefined for ARNs of other things. */
export function jobOfArn(resource: string): JobName | undefined {
  if (!resource.includes(":job/")) return undefined;
  const arn = parseArn(resource);
  if (arn?.service !== "s3" || !arn.resource.startsWith("job/")) return undefined;
  return { accountId: arn.accountId, region: arn.region, id: arn.resource.slice("job/".length) };
}

export function jobFacts(records: RecordStore, name: JobName): AtHand<ResourceFacts | undefined> {
  return readAtHand(records, (reader) => {
    const job = readJob(reader, name);
    return { accountId: name.accountId, ...(job === undefined ? {} : factsOf(job)) };
  });
}

function factsOf(job: JobRecord): Pick<ResourceFacts, "tags" | "condition"> {
  const values = new Map([
    ["s3:existingjobpriority", String(job.priority)],
    ["s3:existingjoboperation", operationName(job.request.Operation) ?? ""],
    ...(job.status === "Suspended" ? ([["s3:jobsuspendedcause", SUSPENDED_CAUSE]] as const) : []),
  ]);
  return { tags: Object.fromEntries(job.tags), condition: (key) => values.get(key) };
}
