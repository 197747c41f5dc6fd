/** The role that a job acts as. One session is good for some minutes of state time; what the role may do is asked for each task. */
import type { Caller } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { RoleSessions } from "../../../kit/ports/role-sessions.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { BATCH_SESSION_MS, LIVE_JOBS_MAX } from "./batch-limits.ts";
import { JobFailed } from "./batch-errors.ts";
import { jobArn, type JobRecord } from "./job-record.ts";

/** AWS: who the role must trust (batch-ops-iam-role-policies.html, "Trust policy"). */
export const BATCH_SERVICE = "batchoperations.s3.amazonaws.com";

interface Dependencies {
  readonly roles: () => RoleSessions | Promise<RoleSessions>;
  readonly runtime: Pick<Runtime, "clock">;
}

export class ActingRoles {
  readonly #dependencies: Dependencies;
  readonly #sessions = new Map<string, { readonly caller: Caller; readonly sinceMs: number }>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws {JobFailed} when there is no such role or it does not trust S3 Batch Operations */
  async of(job: JobRecord): Promise<Caller> {
    const nowMs = this.#dependencies.runtime.clock.nowMs();
    const known = this.#sessions.get(job.id);
    if (known !== undefined && Math.abs(nowMs - known.sinceMs) < BATCH_SESSION_MS) return known.caller;
    const principal = await this.#assume(job);
    const caller: Caller = { principal, accountId: principal.accountId, region: job.region };
    if (this.#sessions.size >= LIVE_JOBS_MAX) this.#sessions.clear();
    this.#sessions.set(job.id, { caller, sinceMs: nowMs });
    return caller;
  }

  async #assume(job: JobRecord): Promise<Awaited<ReturnType<RoleSessions["assumeForService"]>>> {
    const roles = await this.#dependencies.roles();
    const { accountId: sourceAccountId } = job;
    const sessionName = `s3-batch-operations-${job.id}`.slice(0, SESSION_NAME_MAX);
    const assumption = { roleArn: job.request.RoleArn ?? "", service: BATCH_SERVICE, sessionName, sourceAccountId };
    try {
      return await roles.assumeForService({ ...assumption, sourceArn: jobArn(job) });
    } catch (error) {
      if (error instanceof ServiceError && error.code === "AccessDenied")
        throw new JobFailed("AccessDenied", error.message);
      throw error;
    }
  }
}

/** @see API_AssumeRole, RoleSessionName */
const SESSION_NAME_MAX = 64;
