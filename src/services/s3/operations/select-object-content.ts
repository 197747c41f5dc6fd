/** SelectObjectContent: the records of an object that an SQL expression picks. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { InputOf, Operation, OutputOf } from "../../../kit/operation.ts";
import { readTellingAbsence, tellListers } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { asStream } from "../objects/copy-bytes.ts";
import { keysOf, noteAccess, openBody } from "../objects/open-body.ts";
import { takeBytes } from "../objects/taken-bytes.ts";
import type { S3 } from "../s3.ts";
import { parseSelectRequest } from "../select/select-request.ts";
import { refuseRangeHeader, startSelect } from "../select/start-select.ts";
import { readExtents } from "../store/read-version.ts";

type Input = InputOf<typeof Sdk, "SelectObjectContent">;
type Output = OutputOf<typeof Sdk, "SelectObjectContent">;

/**
 * Answers a stream of events. The current version is read, whatever is written meanwhile. What is wrong before there is anything to tell is the answer; what turns out later
 * is an error in the stream.
 *
 * Checks, in order: caller → request → expression → bucket → object → customer's key → archive → range → the data.
 *
 * @throws {UnauthorizedAccess} 401 for nobody  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {InvalidObjectState} 403  @throws {Busy} 503
 * @throws {ServiceError} 400, what the error reference lists for SelectObjectContent (`select/select-error.ts`)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html (read 2026-11-29; check order assumed)
 */
export const selectObjectContent: Operation<typeof Sdk, "SelectObjectContent", S3> = {
  access: ({ Bucket, Key }) => [objectAccess("s3:Get", { Bucket, Key })],
  whenRefused: tellListers,
  async handle(input, context, s3) {
    // AWS: "Amazon S3 Select does not support anonymous access."
    if (context.principal.type === "anonymous")
      throw new ServiceError({
        code: "UnauthorizedAccess",
        message: "You are not authorized to perform this operation",
        status: 401,
      });
    refuseRangeHeader(context);
    return select(input, context, s3);
  },
};

async function select(input: Input, context: RequestContext, s3: S3): Promise<Output> {
  const request = parseSelectRequest(input);
  const { Bucket, Key, ExpectedBucketOwner, SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 } = input;
  const named = { Bucket, Key, ExpectedBucketOwner, SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 };
  const opened = await readTellingAbsence(s3, context, input, (reader) => {
    const found = openBody(s3, reader, named, context);
    return { ...found, takeHead: takeBytes(s3, reader, found.version), extents: readExtents(reader, found.version) };
  });
  noteAccess(s3, opened, Key);
  const keys = await keysOf(s3, opened, { key: Key, caller: context });
  // The header and what lies behind it are two reads at most.
  const takes = [opened.takeHead, opened.take];
  const object = {
    sizeBytes: opened.version.sizeBytes,
    read: async (range: { startBytes: number; endBytes: number }) =>
      asStream((takes.pop() ?? opened.take)(range, keys)),
    localFile: () => s3.bytes.localFile(opened.extents, keys),
  };
  const tools = { threads: s3.selectThreads, engine: s3.queries, timers: s3.runtime.timers };
  return { Payload: await startSelect(tools, request, { object, context }) };
}
