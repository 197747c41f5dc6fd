/**
 * Sixteen clients at once on a few keys of a server on disk: whatever each saw must be explainable by one copy that does one thing at a time (AWS: S3 is strongly
 * consistent, user guide, Welcome.html#ConsistencyModel), and of conditional writers exactly the right ones win (conditional-requests.html).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Done, isLinearizable } from "../../support/linearizable.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

const CLIENTS = 16;
const KEYS = 3;
const STEPS = 40;
const Bucket = "history";
const ABSENT = "";

let server: TestServer;
let dataDir: string;
let clients: S3Client[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "lakebed-history-"));
  server = await startTestServer({ dataDir });
  clients = Array.from({ length: CLIENTS }, () => new S3Client(server.clientConfig));
  await clients[0]?.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What a refused request said; anything else fails the test. */
async function codeOf(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (error instanceof S3ServiceException) return error.name;
    throw error;
  }
}

interface Reading {
  readonly text: string;
  readonly etag: string | undefined;
}

async function read(client: S3Client, Key: string): Promise<Reading> {
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return { text: (await Body?.transformToString()) ?? "", etag: ETag };
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === "NoSuchKey") return { text: ABSENT, etag: undefined };
    throw error;
  }
}

type Step = Done["step"];
/** AWS: a conflict of conditional requests; nothing happened. */
const NOTHING_HAPPENED: Step = (state) => state;

/** One random operation; gives what it says of the state before and after it. */
async function act(
  client: S3Client,
  Key: string,
  { value, last }: { value: string; last: Reading },
): Promise<{ step: Step; reading?: Reading }> {
  const chance = Math.random();
  if (chance < 0.4) {
    const reading = await read(client, Key);
    return { step: (state) => (state === reading.text ? state : undefined), reading };
  }
  if (chance < 0.5) {
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    return { step: () => ABSENT };
  }
  if (chance < 0.65) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: value }));
    return { step: () => value };
  }
  if (chance < 0.72) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    const isThere = Contents.some((object) => object.Key === Key);
    return { step: (state) => ((state !== ABSENT) === isThere ? state : undefined) };
  }
  if (chance < 0.85 || last.etag === undefined) {
    const code = await codeOf(client.send(new PutObjectCommand({ Bucket, Key, Body: value, IfNoneMatch: "*" })));
    if (code === undefined) return { step: (state) => (state === ABSENT ? value : undefined) };
    if (code === "PreconditionFailed") return { step: (state) => (state === ABSENT ? undefined : state) };
    expect(code).toBe("ConditionalRequestConflict");
    return { step: NOTHING_HAPPENED };
  }
  const code = await codeOf(client.send(new PutObjectCommand({ Bucket, Key, Body: value, IfMatch: last.etag })));
  if (code === undefined) return { step: (state) => (state === last.text ? value : undefined) };
  if (code === "PreconditionFailed")
    return { step: (state) => (state !== ABSENT && state !== last.text ? state : undefined) };
  if (code === "NoSuchKey") return { step: (state) => (state === ABSENT ? state : undefined) };
  expect(code).toBe("ConditionalRequestConflict");
  return { step: NOTHING_HAPPENED };
}

async function work(client: S3Client, who: number, histories: ReadonlyMap<string, Done[]>): Promise<void> {
  const keys = [...histories.keys()];
  const last = new Map<string, Reading>();
  for (let count = 0; count < STEPS; count++) {
    const key = keys[Math.floor(Math.random() * keys.length)] ?? "";
    const calledMs = performance.now();
    const known = last.get(key) ?? { text: ABSENT, etag: undefined };
    const { step, reading } = await act(client, key, { value: `${who}-${count}`, last: known });
    histories.get(key)?.push({ calledMs, returnedMs: performance.now(), step });
    if (reading !== undefined) last.set(key, reading);
  }
}

test("what sixteen clients saw is the history of one copy", async () => {
  const histories = new Map(Array.from({ length: KEYS }, (_, key) => [`key-${key}`, [] as Done[]]));
  await Promise.all(clients.map((client, who) => work(client, who, histories)));
  for (const [key, history] of histories) {
    expect(history.length).toBeGreaterThan(100);
    expect(isLinearizable(history, ABSENT), `the history of ${key} has no order`).toBe(true);
  }
});

test("of sixteen writers that create a key exactly one wins", async () => {
  for (let round = 0; round < 10; round++) {
    const Key = `created-${round}`;
    const put = (client: S3Client, who: number) =>
      codeOf(client.send(new PutObjectCommand({ Bucket, Key, Body: String(who), IfNoneMatch: "*" })));
    const codes = await Promise.all(clients.map(put));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const winner = codes.indexOf(undefined);
    expect((await read(clients[0] as S3Client, Key)).text).toBe(String(winner));
  }
});

test("of sixteen multipart uploads that create a key exactly one wins", async () => {
  const Key = "assembled";
  const begun = await Promise.all(
    clients.map(async (client, who) => {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const part = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: `part ${who}` }),
      );
      return { client, UploadId, ETag: part.ETag };
    }),
  );
  const codes = await Promise.all(
    begun.map(({ client, UploadId, ETag }) => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      return codeOf(
        client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload, IfNoneMatch: "*" })),
      );
    }),
  );
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  expect((await read(clients[0] as S3Client, Key)).text).toBe(`part ${codes.indexOf(undefined)}`);
});

test("no update of a counter is lost when every writer compares before it swaps", async () => {
  const Key = "counter";
  const increments = 6;
  await clients[0]?.send(new PutObjectCommand({ Bucket, Key, Body: "0" }));
  const increment = async (client: S3Client): Promise<void> => {
    for (;;) {
      const { text, etag } = await read(client, Key);
      const Body = String(Number(text) + 1);
      if ((await codeOf(client.send(new PutObjectCommand({ Bucket, Key, Body, IfMatch: etag })))) === undefined) return;
    }
  };
  await Promise.all(
    clients.map(async (client) => {
      for (let count = 0; count < increments; count++) await increment(client);
    }),
  );
  expect((await read(clients[0] as S3Client, Key)).text).toBe(String(CLIENTS * increments));
});

describe("the checker itself", () => {
  const write = (value: string, calledMs: number, returnedMs: number): Done => ({
    calledMs,
    returnedMs,
    step: () => value,
  });
  const seen = (value: string, calledMs: number, returnedMs: number): Done => ({
    calledMs,
    returnedMs,
    step: (state) => (state === value ? state : undefined),
  });

  test("finds an order for operations that overlap", () => {
    expect(isLinearizable([write("a", 0, 10), seen("", 1, 2), seen("a", 3, 4)], "")).toBe(true);
    expect(isLinearizable([write("a", 0, 10), write("b", 0, 10), seen("a", 11, 12)], "")).toBe(true);
  });

  test("refuses a stale read, a lost write, and a value that comes back", () => {
    expect(isLinearizable([write("a", 0, 1), seen("", 2, 3)], "")).toBe(false);
    expect(isLinearizable([write("a", 0, 1), write("b", 2, 3), seen("a", 4, 5)], "")).toBe(false);
    expect(isLinearizable([write("a", 0, 10), seen("a", 1, 2), seen("", 3, 4)], "")).toBe(false);
  });
});
