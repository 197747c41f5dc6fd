/**
 * A conditional completion and the writes of others while the upload ran.
 *
 * AWS: the condition itself is judged first (412, 404). When it holds, but the key was written or deleted after the upload
 * began, the answer is 409 and the client has to begin again (localstack/localstack tests/aws/services/s3 test_s3_api.py,
 * test_multipart_if_match_with_put, ..._with_delete, test_multipart_if_none_match_with_delete, recorded from S3).
 *
 * A key that was absent at the start, then written and deleted again, looks undisturbed here.
 */
import { conditionalRequestConflict } from "../errors.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import type { WritePreconditions } from "../store/write-preconditions.ts";
import type { UploadRecord } from "./upload-record.ts";
import { identityOf } from "./upload-store.ts";

export interface Completing {
  readonly upload: UploadRecord;
  readonly current: ObjectVersion | undefined;
  readonly conditions: WritePreconditions;
}

/** @throws {ConditionalRequestConflict} 409 */
export function checkUndisturbed(key: string, { upload, current, conditions }: Completing): void {
  const condition = conditions.ifMatch === undefined ? "If-None-Match" : "If-Match";
  if (conditions.ifMatch === undefined && conditions.ifNoneMatch === undefined) return;
  if (identityOf(current) !== upload.currentAtStart) throw conditionalRequestConflict(key, condition);
}
