/** One server, one SDK client and one bucket for a file of S3 specifications. */
import { CreateBucketCommand, type S3ClientConfig, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

type PresignOptions = Parameters<typeof getSignedUrl>[2];

export interface S3Fixture {
  readonly server: TestServer;
  readonly s3: S3Client;
  /** A client with other settings, e.g. another Region. */
  client(config: Partial<S3ClientConfig>): S3Client;
  /** A bucket that is there and empty. */
  readonly bucket: string;
  /** Another new bucket. */
  createBucket(name?: string): Promise<string>;
  /** A presigned URL, for requests that the SDK would not make. */
  presign(command: object, options?: PresignOptions): Promise<string>;
  close(): Promise<void>;
}

let bucketCount = 0;

export function uniqueBucket(): string {
  bucketCount += 1;
  return `spec-${process.pid}-${bucketCount}`;
}

export async function startS3(
  options: TestServerOptions = {},
  clientConfig: Partial<S3ClientConfig> = {},
): Promise<S3Fixture> {
  const server = await startTestServer(options);
  const clients: S3Client[] = [];
  const client = (config: Partial<S3ClientConfig>): S3Client => {
    const made = new S3Client({ ...server.clientConfig, ...config });
    clients.push(made);
    return made;
  };
  const s3 = client(clientConfig);
  const createBucket = async (name = uniqueBucket()): Promise<string> => {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    return name;
  };
  return {
    server,
    s3,
    client,
    bucket: await createBucket(),
    createBucket,
    // The presigner's own type of a command does not survive exactOptionalPropertyTypes.
    presign: (command, options) => getSignedUrl(s3, command as Parameters<typeof getSignedUrl>[1], options),
    async close() {
      for (const made of clients) made.destroy();
      await server.close();
    },
  };
}

export interface Refusal {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  /** Members beside code and message, as the SDK read them from the error document. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a refused request was answered with. Fails when it was not refused. */
export async function refusalOf(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const { name, message, $metadata, $response, ...fields } = error as S3ServiceException & Record<string, unknown>;
    return { code: name, status: $metadata.httpStatusCode, message, fields, headers: $response?.headers ?? {} };
  }
  throw new TypeError("the request was not refused");
}

/** Sends one more header with every request of a command; unlike members, it need not be well-formed. */
export function withHeaders<Command extends { middlewareStack: { add: (...args: never[]) => void } }>(
  command: Command,
  headers: Readonly<Record<string, string>>,
): Command {
  const add = command.middlewareStack.add as unknown as (middleware: unknown, options: unknown) => void;
  add.call(
    command.middlewareStack,
    (next: (args: unknown) => unknown) => (args: { request: { headers: Record<string, string> } }) => {
      Object.assign(args.request.headers, headers);
      return next(args);
    },
    { step: "build", name: "extraHeaders" },
  );
  return command;
}

export async function textOf(body: { transformToString(): Promise<string> } | undefined): Promise<string> {
  return body === undefined ? "" : await body.transformToString();
}
