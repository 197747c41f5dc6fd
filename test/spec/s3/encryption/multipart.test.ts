/** Multipart uploads of every kind of encryption: parts, ranges, parts copied from objects of every kind. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf } from "../fixture.ts";
import { beginUpload, completeUpload, FIVE_MIB, multipartEtag, sendPart } from "../multipart-steps.ts";
import {
  counted,
  customerKey,
  type CustomerKeyMembers,
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

const CRC32_OF_X = "jNwWgw==";
const MINE = customerKey("mine");
const OTHER = customerKey("other");
const BODY = counted(FIVE_MIB + 1 + 70_000);
const PARTS = [BODY.subarray(0, FIVE_MIB + 1), BODY.subarray(FIVE_MIB + 1)] as const;

describe.each(WAYS)("%s", (way) => {
  test("parts that end anywhere make one object, read whole, in ranges and by part", async () => {
    const { asked, brought, shown } = ways[way];
    const upload = await beginUpload(world, `parts-${way}`, asked);
    const sent = [];
    for (const [index, body] of PARTS.entries())
      sent.push(await sendPart(world, upload, { number: index + 1, body, ...brought }));
    const completed = await completeUpload(world, upload, sent, brought);
    expect(completed.ServerSideEncryption).toBe(shown);
    const isMd5 = way === "plain" || way === "SSE-S3";
    expect(completed.ETag === multipartEtag(...PARTS)).toBe(isMd5);
    expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const whole = await world.get(upload.Key, brought);
    expect(whole.ServerSideEncryption).toBe(shown);
    expect(Buffer.compare(whole.bytes, BODY)).toBe(0);
    const [first, last] = [FIVE_MIB - 10, FIVE_MIB + 66_000];
    const range = await world.get(upload.Key, { ...brought, Range: `bytes=${first}-${last}` });
    expect(Buffer.compare(range.bytes, BODY.subarray(first, last + 1))).toBe(0);
    const part = await world.get(upload.Key, { ...brought, PartNumber: 2 });
    expect(Buffer.compare(part.bytes, PARTS[1])).toBe(0);
  });

  test("a part that is sent again has the ETag that it had, and no other part has it", async () => {
    const { asked, brought } = ways[way];
    const upload = await beginUpload(world, `again-${way}`, asked);
    const send = async (number: number, body: string) =>
      (await sendPart(world, upload, { number, body, ...brought })).ETag;
    const [first, again, changed] = [await send(1, "x"), await send(1, "x"), await send(1, "y")];
    expect([again === first, changed === first]).toEqual([true, false]);
    const isMd5 = way === "plain" || way === "SSE-S3";
    expect((await send(2, "x")) === first).toBe(isMd5);
  });

  test.each(WAYS)("takes parts copied from %s", async (from) => {
    const { asked, brought } = ways[way];
    const source = `source-${from}`;
    await world.put(source, BODY, ways[from].asked);
    const upload = await beginUpload(world, `copied-${way}-${from}`, asked);
    const copyPart = (PartNumber: number, CopySourceRange?: string) =>
      world.s3.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber,
          CopySource: `${world.bucket}/${source}`,
          ...(CopySourceRange === undefined ? {} : { CopySourceRange }),
          ...brought,
          ...(from === "SSE-C" ? sourceKey(MINE) : {}),
        }),
      );
    const whole = await copyPart(1);
    expect(whole.ServerSideEncryption).toBe(ways[way].shown);
    const some = await copyPart(2, "bytes=1000-70000");
    const Parts = [whole, some].map(({ CopyPartResult: { ETag = "" } = {} }, index) => ({
      PartNumber: index + 1,
      ETag,
    }));
    await completeUpload(world, upload, Parts, brought);
    const got = await world.get(upload.Key, brought);
    expect(Buffer.compare(got.bytes, Buffer.concat([BODY, BODY.subarray(1000, 70_001)]))).toBe(0);
  });
});

describe("with a customer's key", () => {
  const begin = async (key: string, options: Partial<CustomerKeyMembers>) => {
    const input = { Bucket: world.bucket, Key: key, ...options };
    const { UploadId } = await world.s3.send(new CreateMultipartUploadCommand(input));
    return { Bucket: world.bucket, Key: key, UploadId: UploadId ?? "" };
  };
  const part = (upload: Awaited<ReturnType<typeof begin>>, options: Partial<CustomerKeyMembers>) =>
    world.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x", ...options }));
  const needed = {
    code: "InvalidRequest",
    status: 400,
    message:
      "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.",
  };

  test("parts need it, and the same one", async () => {
    const upload = await begin("needed", MINE);
    expect(await refusalOf(part(upload, {}))).toMatchObject(needed);
    expect(await refusalOf(part(upload, OTHER))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message: "The provided encryption parameters did not match the ones used originally.",
    });
    expect(await part(upload, MINE)).toMatchObject({ SSECustomerKeyMD5: MINE.SSECustomerKeyMD5 });
    const { Parts } = await world.s3.send(new ListPartsCommand(upload));
    expect(Parts).toMatchObject([{ PartNumber: 1, Size: 1 }]);
  });

  test("parts of an upload without may not bring one", async () => {
    const upload = await begin("without", {});
    expect(await refusalOf(part(upload, MINE))).toMatchObject(needed);
    await world.put("unsealed", "hello");
    const copy = new UploadPartCopyCommand({
      ...upload,
      PartNumber: 1,
      CopySource: `${world.bucket}/unsealed`,
      ...MINE,
    });
    expect(await refusalOf(world.s3.send(copy))).toMatchObject(needed);
  });

  test("completing needs it only for an upload with a checksum algorithm (its refusal assumed)", async () => {
    const complete = async (key: string, options: object, keys: object) => {
      const upload = await beginUpload(world, key, { ...MINE, ...options });
      const sent = await sendPart(world, upload, { number: 1, body: "x", ...MINE, ...options });
      const Parts = [{ ...sent, ...("ChecksumAlgorithm" in options ? { ChecksumCRC32: CRC32_OF_X } : {}) }];
      const input = { ...upload, MultipartUpload: { Parts }, ...keys };
      return await world.s3.send(new CompleteMultipartUploadCommand(input));
    };
    const crc = { ChecksumAlgorithm: "CRC32" } as const;
    expect(await refusalOf(complete("complete-1", crc, {}))).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(await refusalOf(complete("complete-2", crc, OTHER))).toMatchObject({ code: "InvalidRequest", status: 400 });
    expect((await complete("complete-3", crc, MINE)).ETag).toMatch(/-1"$/);
  });
});
