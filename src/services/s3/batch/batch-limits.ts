/** The limits of batch operations, with their units and sources. */

/** @see API_CreateJob: Priority, Description, ClientRequestToken */
export const PRIORITY_MAX = 2_147_483_647;
export const DESCRIPTION_CHARACTERS_MAX = 256;
export const TOKEN_CHARACTERS_MAX = 64;
/** UTF-16 units of a report's prefix. @see API_JobReport */
export const REPORT_PREFIX_UNITS_MAX = 512;
/** UTF-16 units of the reason of a change of status. @see API_UpdateJobStatus */
export const REASON_UNITS_MAX = 256;
/** Tags of one job. @see API_PutJobTagging */
export const JOB_TAGS_MAX = 50;
/** Jobs that one page of a list shows. @see API_ListJobs */
export const JOBS_PAGE_MAX = 1_000;
/** Jobs of all accounts that are not over yet; CreateJob is refused beyond. */
export const LIVE_JOBS_MAX = 1_000;
/** Days for which a job that is over can still be seen. @see batch-ops-managing-jobs.html */
export const ENDED_JOB_DAYS = 90;
/** Ended jobs that one transaction removes. */
export const ENDED_JOBS_PAGE = 100;

/** A job fails when more than this share of its tasks has failed, once this many were carried out. @see batch-ops-job-status.html ("Tracking job failures") */
export const FAILURE_SHARE_MAX = 0.5;
export const FAILURE_TASKS_MIN = 1_000;

/** Tasks that are carried out between two notes of progress; as many are done again after a crash. */
export const CHUNK_TASKS = 100;
/** Tasks of one job that are carried out at the same time. */
export const TASKS_AT_ONCE = 16;
/** Chunks that one transaction lays ready, and records that one transaction removes. */
export const SPOOLED_CHUNKS = 10;
export const REMOVED_PAGE = 200;
/** Jobs that something is done for at the same time. */
export const JOBS_AT_ONCE = 8;
/** How often a task is tried that fails for a reason that may pass, and the first pause between, milliseconds; it doubles. */
export const TASK_ATTEMPTS_MAX = 3;
export const TASK_RETRY_MS = 100;
/** How often jobs are looked at, milliseconds. */
export const BATCH_INTERVAL_MS = 500;
/** How long a job rests whose step the store did not take, milliseconds. */
export const STEP_RETRY_MS = 5_000;
/** How long a job acts with one session of its role, milliseconds of state time. */
export const BATCH_SESSION_MS = 5 * 60_000;

/** Bytes of one row of a manifest, and of an inventory's manifest.json. */
export const MANIFEST_ROW_BYTES_MAX = 64 * 1024;
export const INVENTORY_MANIFEST_BYTES_MAX = 16 * 1024 * 1024;
/** Rows of one file of a generated manifest, which is put together in memory, some 100 bytes each. */
export const GENERATED_FILE_ROWS = 100_000;
/** Versions that one step of generating a manifest reads. */
export const GENERATED_PAGE = 1_000;

/** Bytes of one file of a report; a longer one has several. */
export const REPORT_FILE_BYTES = 1024 * 1024 * 1024;
/** Chunks of rows that one step of writing a report reads. */
export const REPORT_ROWS_PAGE = 50;
/** UTF-16 units of a result that a report shows. */
export const RESULT_UNITS_MAX = 4_096;

/** Milliseconds that a function has to answer in (AWS: Lambda's own limit is 15 minutes), and bytes of its answer. */
export const FUNCTION_TIMEOUT_MS = 15 * 60_000;
export const FUNCTION_ANSWER_BYTES_MAX = 6 * 1024 * 1024;
/** How long a task waits for its replicas, and how often it looks, milliseconds. */
export const REPLICA_WAIT_MS = 10 * 60_000;
export const REPLICA_LOOK_MS = 50;
