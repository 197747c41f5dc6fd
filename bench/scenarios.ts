/**
 * What is measured. Every scenario is the same requests for every peer; the figure that counts on a shared machine is the work done
 * for each second of the server's CPU.
 */
import { etagOf, expectSuccess, type LoadPlan, objectPath, randomBody, type S3Client, sdkPayload } from "./s3-load.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALL_OBJECTS = 4_000;
const LARGE_OBJECTS = 4;
const RANGE_BYTES = 64 * KIB;
const RANGED_PARTS = 128;

export interface Scenario {
  readonly name: string;
  /** Whether operations or megabytes a CPU second are the figure. */
  readonly unit: "ops" | "MB";
  readonly plan: LoadPlan;
  /** Runs on the empty server, before the scenario's own requests. */
  readonly prepare?: (client: S3Client) => Promise<void>;
  readonly once: (client: S3Client, index: number) => Promise<number>;
  /** Only Lakebed has what it takes without more servers. */
  readonly isOurs?: boolean;
}

const SEALED = { "x-amz-server-side-encryption": "aws:kms" };
const SEALED_WITH_BUCKET_KEY = { ...SEALED, "x-amz-server-side-encryption-bucket-key-enabled": "true" };

const small = randomBody(4 * KIB);
const large = randomBody(64 * MIB);
const largeAsSdk = sdkPayload(large);
const largeEtag = etagOf(large);
const part = randomBody(8 * MIB);

async function put(
  client: S3Client,
  path: string,
  body: Uint8Array,
  headers?: Readonly<Record<string, string>>,
): Promise<number> {
  expectSuccess(await client.request("PUT", path, "", body, headers));
  return body.length;
}

/** A server that stores the framing instead of the data has not done the work. */
async function putAsSdk(client: S3Client, path: string): Promise<number> {
  const { etag } = expectSuccess(await client.request("PUT", path, "", largeAsSdk)).headers;
  if (etag !== largeEtag) throw new Error(`stored something else than the data: ETag ${etag}`);
  return large.length;
}

async function get(client: S3Client, path: string, size: number): Promise<number> {
  const answer = expectSuccess(await client.request("GET", path));
  if (answer.bytes !== size) throw new Error(`read ${answer.bytes} of ${size} bytes`);
  return answer.bytes;
}

/** Any place, as a reader of column chunks asks for. */
async function getRange(
  client: S3Client,
  path: string,
  { index, sizeBytes }: { index: number; sizeBytes: number },
): Promise<number> {
  const start = (index * 2_654_435_761) % (sizeBytes - RANGE_BYTES);
  const answer = expectSuccess(
    await client.request("GET", path, "", undefined, { range: `bytes=${start}-${start + RANGE_BYTES - 1}` }),
  );
  if (answer.bytes !== RANGE_BYTES) throw new Error(`read ${answer.bytes} of ${RANGE_BYTES} bytes`);
  return answer.bytes;
}

async function fill(client: S3Client, prefix: string, headers?: Readonly<Record<string, string>>): Promise<void> {
  for (let start = 0; start < SMALL_OBJECTS; start += 16) {
    await Promise.all(
      Array.from({ length: Math.min(16, SMALL_OBJECTS - start) }, (_, i) =>
        put(client, objectPath(prefix, start + i), small, headers),
      ),
    );
  }
}

const fillGet = (client: S3Client): Promise<void> => fill(client, "get");

async function multipart(client: S3Client, path: string, parts: number): Promise<number> {
  const created = expectSuccess(await client.request("POST", path, "uploads="));
  const uploadId = encodeURIComponent(/<UploadId>([^<]+)/.exec(created.text)?.[1] ?? "");
  const answers = await Promise.all(
    Array.from({ length: parts }, (_, index) =>
      client.request("PUT", path, `partNumber=${index + 1}&uploadId=${uploadId}`, part),
    ),
  );
  const list = answers.map(
    (answer, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>${expectSuccess(answer).headers.etag}</ETag></Part>`,
  );
  const body = Buffer.from(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
  expectSuccess(await client.request("POST", path, `uploadId=${uploadId}`, body));
  return parts * part.length;
}

export function scenarios(): Scenario[] {
  const plan = (connections: number, operationsMax = Number.MAX_SAFE_INTEGER): LoadPlan => ({
    connections,
    operationsMax,
  });
  const pick = (index: number): number => (index * 2_654_435_761) % SMALL_OBJECTS;
  const list: Scenario[] = [
    {
      name: "PUT 4 KiB, 16 connections",
      unit: "ops",
      plan: plan(16),
      once: (client, index) => put(client, objectPath("put16", index), small),
    },
    {
      name: "PUT 4 KiB, 64 connections",
      unit: "ops",
      plan: plan(64),
      once: (client, index) => put(client, objectPath("put64", index), small),
    },
    {
      name: "GET 4 KiB, 16 connections",
      unit: "ops",
      plan: plan(16),
      prepare: fillGet,
      once: (client, index) => get(client, objectPath("get", pick(index)), small.length),
    },
    {
      name: "GET 4 KiB sealed by KMS, a key an object, 16 connections",
      unit: "ops",
      plan: plan(16),
      isOurs: true,
      prepare: (client) => fill(client, "get", SEALED),
      once: (client, index) => get(client, objectPath("get", pick(index)), small.length),
    },
    {
      name: "GET 4 KiB sealed by KMS, a bucket key, 16 connections",
      unit: "ops",
      plan: plan(16),
      isOurs: true,
      prepare: (client) => fill(client, "get", SEALED_WITH_BUCKET_KEY),
      once: (client, index) => get(client, objectPath("get", pick(index)), small.length),
    },
    {
      name: "HEAD, 16 connections",
      unit: "ops",
      plan: plan(16),
      prepare: fillGet,
      once: async (client, index) => {
        expectSuccess(await client.request("HEAD", objectPath("get", pick(index))));
        return 0;
      },
    },
    {
      name: "LIST 1,000 keys, 4 connections",
      unit: "ops",
      plan: plan(4),
      prepare: fillGet,
      once: async (client, index) => {
        const after = encodeURIComponent(
          objectPath("get", pick(index) % (SMALL_OBJECTS - 1_000)).slice("/bench/".length),
        );
        return expectSuccess(
          await client.request("GET", "/bench", `list-type=2&max-keys=1000&prefix=get%2F&start-after=${after}`),
        ).bytes;
      },
    },
    {
      name: "GET 64 KiB ranges of 1 GiB, 16 connections",
      unit: "ops",
      plan: plan(16),
      prepare: async (client) => void (await multipart(client, objectPath("ranged", 0), RANGED_PARTS)),
      once: (client, index) =>
        getRange(client, objectPath("ranged", 0), { index, sizeBytes: RANGED_PARTS * part.length }),
    },
    {
      name: "PUT 64 MiB, 2 connections",
      unit: "MB",
      plan: plan(2, 24),
      once: (client, index) => put(client, objectPath("large", index % LARGE_OBJECTS), large),
    },
    {
      name: "PUT 64 MiB as the SDKs send it, 2 connections",
      unit: "MB",
      plan: plan(2, 24),
      once: (client, index) => putAsSdk(client, objectPath("large", index % LARGE_OBJECTS)),
    },
    {
      name: "GET 64 MiB, 2 connections",
      unit: "MB",
      plan: plan(2),
      prepare: async (client) => {
        for (let index = 0; index < LARGE_OBJECTS; index += 1) await put(client, objectPath("large", index), large);
      },
      once: (client, index) => get(client, objectPath("large", index % LARGE_OBJECTS), large.length),
    },
    {
      name: "multipart 8 x 8 MiB, 1 upload",
      unit: "MB",
      plan: plan(1, 16),
      once: (client, index) => multipart(client, objectPath("parts", index % 4), 8),
    },
  ];
  return list;
}
