/** Blobs on another S3: Lakebed itself, over TCP. */
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { parseS3BlobLocation } from "../../src/storage/engines/s3/blob-location.ts";
import { openS3BlobStore } from "../../src/storage/engines/s3/blob-store.ts";
import { openMemoryRecordStore } from "../../src/storage/engines/memory/record-store.ts";
import { createObjectBytes } from "../../src/storage/object-bytes.ts";
import { CACHE_BYTES_MAX_DEFAULT, openLocalFiles } from "../../src/storage/engines/filesystem/local-files.ts";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { startTestServer, TEST_CREDENTIALS, type TestServer } from "../support/server.ts";
import { blobStoreSuite } from "./blob-store-suite.ts";
import { isStorageError, patterned } from "./bytes.ts";
import { objectBytesSuite } from "./object-bytes-suite.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";

const runtime = systemRuntime(silentLog());
const credentials = TEST_CREDENTIALS;
let server: TestServer;
let client: S3Client;
let stores = 0;

beforeAll(async () => {
  server = await startTestServer();
  client = server.client(S3Client);
  await client.send(new CreateBucketCommand({ Bucket: "blobs" }));
  return () => server.close();
});

/** Every store has a prefix of its own. */
function openStore(): Promise<BlobStore> {
  const endpoint = encodeURIComponent(server.endpoint);
  const location = parseS3BlobLocation(`s3://blobs/store-${++stores}?endpoint=${endpoint}&region=${server.region}`);
  return openS3BlobStore({ location, credentials, ids: runtime.ids });
}

blobStoreSuite({
  name: "S3",
  async open() {
    const store = await openStore();
    return { store, dispose: () => store.close() };
  },
});

objectBytesSuite("memory and S3", "inline", async (parts) => {
  const records = openMemoryRecordStore();
  const blobs = await openStore();
  const localFiles = await openLocalFiles({
    directory: join(tmpdir(), `lakebed-${runtime.ids.token(12)}`),
    bytesMax: CACHE_BYTES_MAX_DEFAULT,
  });
  const bytes = createObjectBytes({ records, blobs, localFiles, runtime: parts });
  return {
    records,
    blobs,
    bytes,
    async close() {
      await bytes.close();
      await blobs.close();
      await records.close();
    },
  };
});

describe("the blob store on S3 alone", () => {
  test("an upload that a crash left open is listed and can be removed", async () => {
    const store = await openStore();
    const torn = await store.create();
    await torn.write(patterned(9_000_000));
    const listed: string[] = [];
    for await (const { id } of store.list()) listed.push(id);
    expect(listed).toEqual([torn.id]);
    await store.delete(torn.id);
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: "blobs" }));
    expect(Uploads ?? []).toEqual([]);
    await store.close();
  });

  test("a bucket that is not there, or an endpoint that does not answer, is an io error", async () => {
    const at = (bucket: string, endpoint: string): Promise<BlobStore> =>
      openS3BlobStore({
        location: parseS3BlobLocation(`s3://${bucket}?endpoint=${endpoint}`),
        credentials,
        ids: runtime.ids,
      });
    await expect(at("no-such-bucket", server.endpoint)).rejects.toSatisfy(isStorageError("io"));
    await expect(at("blobs", "http://127.0.0.1:1")).rejects.toSatisfy(isStorageError("io"));
  });
});
