/** CopyObject between all ways to seal. */
import { CopyObjectCommand, type CopyObjectCommandInput } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf } from "../fixture.ts";
import {
  counted,
  customerKey,
  md5,
  MIB,
  type SealedWorld,
  sourceKey,
  startSealedWorld,
  WAYS,
  waysToSeal,
} from "./world.ts";

let world: SealedWorld;
let ways: ReturnType<typeof waysToSeal>;
beforeAll(async () => {
  world = await startSealedWorld({ s3Defaults: "legacy" });
  ways = waysToSeal(world.keyArn);
});
afterAll(() => world.close());

const MINE = customerKey("mine");
const OTHER = customerKey("other");
const copy = (source: string, Key: string, options: Partial<CopyObjectCommandInput>) =>
  world.s3.send(
    new CopyObjectCommand({ Bucket: world.bucket, Key, CopySource: `${world.bucket}/${source}`, ...options }),
  );
const fromCustomer = sourceKey(MINE);
const bringing = (way: (typeof WAYS)[number]) => (way === "SSE-C" ? fromCustomer : {});

describe.each(WAYS)("from %s", (from) => {
  test.each(WAYS)("to %s", async (to) => {
    for (const size of [0, 1000, MIB + 3]) {
      const body = counted(size);
      const [source, target] = [`${from}-${to}-${size}`, `${to}-of-${from}-${size}`];
      await world.put(source, body, ways[from].asked);
      const copied = await copy(source, target, { ...ways[to].asked, ...bringing(from) });
      const got = await world.get(target, ways[to].brought);
      expect(Buffer.compare(got.bytes, body)).toBe(0);
      // Nobody asked to lay the bytes of a sealed object open.
      const shown = to === "plain" && from !== "plain" ? "AES256" : ways[to].shown;
      expect([copied.ServerSideEncryption, got.ServerSideEncryption]).toEqual([shown, shown]);
      expect(copied.CopyObjectResult?.ETag).toBe(got.ETag);
      const isMd5 = to === "plain" || to === "SSE-S3";
      expect(got.ETag === `"${md5(body)}"`).toBe(isMd5);
      const again = await world.get(source, ways[from].brought);
      expect(Buffer.compare(again.bytes, body)).toBe(0);
    }
  });
});

test("a copy outlives its source, whose key was another", async () => {
  const body = counted(MIB);
  await world.put("source", body, { ServerSideEncryption: "aws:kms", SSEKMSKeyId: world.keyArn });
  await copy("source", "target", OTHER);
  await world.put("source", "another one");
  expect(Buffer.compare((await world.get("target", OTHER)).bytes, body)).toBe(0);
});

test("an object gets another key by a copy onto itself", async () => {
  await world.put("self", "hello", MINE);
  await copy("self", "self", { ...OTHER, ...fromCustomer });
  expect((await world.get("self", OTHER)).bytes.toString()).toBe("hello");
  expect(await refusalOf(world.get("self", MINE))).toMatchObject({ code: "AccessDenied" });
});

test("the source's key is needed, and the right one", async () => {
  await world.put("needed", "hello", MINE);
  expect(await refusalOf(copy("needed", "target", {}))).toMatchObject({ code: "InvalidRequest", status: 400 });
  expect(await refusalOf(copy("needed", "target", sourceKey(OTHER)))).toMatchObject({
    code: "AccessDenied",
    status: 403,
  });
  await world.put("without", "hello");
  expect(await refusalOf(copy("without", "target", fromCustomer))).toMatchObject({
    code: "InvalidRequest",
    message: "The encryption parameters are not applicable to this object.",
  });
});

test("the encryption context of the source is not copied", async () => {
  const SSEKMSEncryptionContext = Buffer.from(JSON.stringify({ team: "ml" })).toString("base64");
  await world.put("context", "hello", { ServerSideEncryption: "aws:kms", SSEKMSEncryptionContext });
  const copied = await copy("context", "context-copy", { ServerSideEncryption: "aws:kms" });
  expect(copied.SSEKMSEncryptionContext).toBeUndefined();
  expect((await world.get("context-copy")).bytes.toString()).toBe("hello");
});
