import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { invalidNextToken } from "../../batch/batch-errors.ts";
import { JOBS_PAGE_MAX } from "../../batch/batch-limits.ts";
import { type JobRecord, listJobs as list, type ListPosition } from "../../batch/job-record.ts";
import { listedJob } from "../../batch/show-job.ts";
import { invalidRequest } from "../../errors.ts";
import { decodeToken, encodeToken } from "../../listing/continuation-token.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";

/**
 * Lists the jobs of the account in this Region, the newest first; those that are over for 90 days.
 *
 * @throws {AccessDenied} 403 for another account  @throws {InvalidRequest} 400  @throws {InvalidNextTokenException} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListJobs.html (read 2026-11-29; the order is assumed)
 */
export const listJobs: Operation<typeof Sdk, "ListJobs", S3> = {
  access: () => [{ action: "s3:ListJobs", resource: "*" }],
  async handle(input, context, s3) {
    const place = { accountId: ownAccount(input.AccountId, context), region: context.region };
    const { MaxResults: max = JOBS_PAGE_MAX, JobStatuses: statuses = [] } = input;
    if (max < 0 || max > JOBS_PAGE_MAX) throw invalidRequest(`MaxResults is a number from 0 to ${JOBS_PAGE_MAX}`);
    const limit = max === 0 ? JOBS_PAGE_MAX : max;
    const isListed = ({ status }: JobRecord): boolean => statuses.length === 0 || statuses.includes(status);
    let after = input.NextToken === undefined ? undefined : positionOf(input.NextToken);
    const found: JobRecord[] = [];
    // Pages of records until the page of the answer is full: a filter may leave out most of them.
    for (;;) {
      const from = after;
      const jobs = await s3.records.read((reader) => list(reader, place, { after: from, limit: JOBS_PAGE_MAX }));
      found.push(...jobs.filter(isListed));
      after = jobs.at(-1);
      if (found.length > limit || after === undefined) break;
    }
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      Jobs: shown.map((job) => listedJob(job, context.nowMs)),
      NextToken: found.length > limit && last !== undefined ? tokenOf(last) : undefined,
    };
  },
};

function tokenOf({ createdMs, id }: ListPosition): string {
  return encodeToken(`${createdMs} ${id}`);
}

function positionOf(token: string): ListPosition {
  try {
    const [createdMs, id] = decodeToken(token).split(" ");
    if (id !== undefined && Number.isFinite(Number(createdMs))) return { createdMs: Number(createdMs), id };
  } catch {
    // Said below, in the words of this operation.
  }
  throw invalidNextToken();
}
