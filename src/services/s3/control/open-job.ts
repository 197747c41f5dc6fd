/** The job of a call, and the permission it needs. */
import type { RequestContext } from "../../../kit/context.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { noSuchJob } from "../batch/batch-errors.ts";
import { type JobRecord, jobArn, readJob } from "../batch/job-record.ts";
import { ownAccount } from "./own-account.ts";

interface NamedJob {
  readonly AccountId?: string | undefined;
  readonly JobId: string;
}

export function jobAccess(
  action: string,
  { AccountId, JobId: id }: NamedJob,
  context: RequestContext,
  more: Pick<AccessCheck, "conditions"> = {},
): AccessCheck {
  const { accountId, region } = context;
  return { action, resource: jobArn({ accountId: AccountId ?? accountId, region, id }), ...more };
}

/** @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404, also for a job of another Region */
export function openJob(reader: Reader, { AccountId, JobId: id }: NamedJob, context: RequestContext): JobRecord {
  const accountId = ownAccount(AccountId, context);
  const job = readJob(reader, { accountId, region: context.region, id });
  if (job === undefined) throw noSuchJob();
  return job;
}
