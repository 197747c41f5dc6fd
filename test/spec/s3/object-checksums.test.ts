import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  type CompletedPart,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Upload as ManagedUpload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  checksumMember,
  checksumOf,
} from "../../../src/services/s3/checksum/algorithms.ts";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";
import { beginUpload, completeUpload, FIVE_MIB, type Upload } from "./multipart-steps.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const BODY = "the quick brown fox jumps over the lazy dog";
const bytes = Buffer.from(BODY);
/** Algorithms that the SDK computes by itself; the others are sent by hand. */
const SDK_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
const FULL_OBJECT_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME"] as const;
const COMPOSITE_ALGORITHMS = CHECKSUM_ALGORITHMS.filter((algorithm) => algorithm !== "CRC64NVME");

const read = (key: string, options: object = {}) =>
  fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: key, ...options }));
const readChecksum = async (key: string): Promise<unknown[]> => {
  const head = await fixture.s3.send(
    new HeadObjectCommand({ Bucket: fixture.bucket, Key: key, ChecksumMode: "ENABLED" }),
  );
  return CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = head[checksumMember(algorithm)];
    return value === undefined ? [] : [algorithm, head.ChecksumType, value];
  });
};

/** `aws-chunked` with a trailer, unsigned, as SDKs send streams. */
function chunkedWithTrailer(body: Buffer, trailer: string, value: string): string {
  return `${body.length.toString(16)}\r\n${body.toString("latin1")}\r\n0\r\n${trailer}:${value}\r\n\r\n`;
}

function sendTrailed(
  target: { path: string; query?: Record<string, string> },
  algorithm: ChecksumAlgorithm,
  value: string,
) {
  const headers = {
    "content-encoding": "aws-chunked",
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": String(bytes.length),
    "x-amz-trailer": checksumHeader(algorithm),
  };
  return sendSigned(fixture.server, {
    method: "PUT",
    ...target,
    headers,
    body: chunkedWithTrailer(bytes, checksumHeader(algorithm), value),
  });
}

const sendHeader = (
  target: { path: string; query?: Record<string, string> },
  algorithm: ChecksumAlgorithm,
  value: string,
) =>
  sendSigned(fixture.server, {
    method: "PUT",
    ...target,
    headers: { [checksumHeader(algorithm)]: value },
    body: bytes,
  });

describe.each(CHECKSUM_ALGORITHMS)("%s", (algorithm) => {
  const member = checksumMember(algorithm);

  test("is kept when it comes in a header", async () => {
    const key = `${algorithm}-header`;
    const value = await checksumOf(algorithm, bytes);
    const answer = await sendHeader({ path: `/${fixture.bucket}/${key}` }, algorithm, value);
    expect([answer.status, answer.headers.get(checksumHeader(algorithm))], answer.body).toEqual([200, value]);
    expect(await readChecksum(key)).toEqual([algorithm, "FULL_OBJECT", value]);
  });

  test("is kept when it comes in a trailer", async () => {
    const key = `${algorithm}-trailer`;
    const value = await checksumOf(algorithm, bytes);
    const answer = await sendTrailed({ path: `/${fixture.bucket}/${key}` }, algorithm, value);
    expect([answer.status, answer.headers.get(checksumHeader(algorithm))], answer.body).toEqual([200, value]);
    expect(await readChecksum(key)).toEqual([algorithm, "FULL_OBJECT", value]);
    // By hand: the SDK asks for checksums by default, and refuses algorithms that it does not have.
    expect((await sendSigned(fixture.server, { path: `/${fixture.bucket}/${key}` })).body).toBe(BODY);
  });

  test("of other bytes is refused in header and trailer, and leaves nothing behind", async () => {
    const key = `${algorithm}-wrong`;
    const wrong = await checksumOf(algorithm, Buffer.from("other"));
    for (const send of [sendHeader, sendTrailed]) {
      const answer = await send({ path: `/${fixture.bucket}/${key}` }, algorithm, wrong);
      expect([answer.status, xmlText(answer.body, "Code"), xmlText(answer.body, "Message")]).toEqual([
        400,
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
      ]);
      expect(await refusalOf(read(key))).toMatchObject({ code: "NoSuchKey" });
    }
  });

  test("of a part is verified in header and trailer", async () => {
    const upload = await beginUpload(fixture, `${algorithm}-parts`, { ChecksumAlgorithm: algorithm });
    const value = await checksumOf(algorithm, bytes);
    const wrong = await checksumOf(algorithm, Buffer.from("other"));
    const path = `/${fixture.bucket}/${upload.Key}`;
    for (const [index, send] of [sendHeader, sendTrailed].entries()) {
      const target = { path, query: { uploadId: upload.UploadId, partNumber: String(index + 1) } };
      expect(xmlText((await send(target, algorithm, wrong)).body, "Code")).toBe("BadDigest");
      const answer = await send(target, algorithm, value);
      expect([answer.status, answer.headers.get(checksumHeader(algorithm))], answer.body).toEqual([200, value]);
    }
    const { Parts, ChecksumAlgorithm } = await fixture.s3.send(new ListPartsCommand(upload));
    expect(ChecksumAlgorithm).toBe(algorithm);
    expect(Parts?.map((part) => part[member])).toEqual([value, value]);
  });
});

/** Uploads parts with their checksums by hand; gives the list to complete with. */
async function sendParts(upload: Upload, algorithm: ChecksumAlgorithm, bodies: Buffer[]): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for (const [index, body] of bodies.entries()) {
    const value = await checksumOf(algorithm, body);
    const answer = await sendSigned(fixture.server, {
      method: "PUT",
      path: `/${upload.Bucket}/${upload.Key}`,
      query: { uploadId: upload.UploadId, partNumber: String(index + 1) },
      headers: { [checksumHeader(algorithm)]: value, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
      body,
    });
    expect(answer.status, answer.body).toBe(200);
    parts.push({ PartNumber: index + 1, ETag: answer.headers.get("etag") ?? "", [checksumMember(algorithm)]: value });
  }
  return parts;
}

const TWO_PARTS = [Buffer.alloc(FIVE_MIB, "a"), Buffer.from("tail")];

describe.each(COMPOSITE_ALGORITHMS)("a COMPOSITE %s upload", (algorithm) => {
  test("has the digest of the parts' digests and their number, and each part's own", async () => {
    const key = `${algorithm}-composite`;
    const member = checksumMember(algorithm);
    const upload = await beginUpload(fixture, key, { ChecksumAlgorithm: algorithm });
    const parts = await sendParts(upload, algorithm, TWO_PARTS);
    const digests = Buffer.concat(parts.map((part) => Buffer.from(part[member] ?? "", "base64")));
    const expected = await checksumOf(algorithm, digests);
    const completed = await completeUpload(fixture, upload, parts, { [member]: expected });
    expect([completed[member], completed.ChecksumType]).toEqual([`${expected}-2`, "COMPOSITE"]);
    expect(await readChecksum(key)).toEqual([algorithm, "COMPOSITE", `${expected}-2`]);
    // By hand, because the SDK would verify the part in an algorithm that it may not have.
    const second = await sendSigned(fixture.server, {
      path: `/${fixture.bucket}/${key}`,
      query: { partNumber: "2" },
      headers: { "x-amz-checksum-mode": "ENABLED" },
    });
    expect([second.status, second.headers.get(checksumHeader(algorithm)), second.body]).toEqual([
      206,
      parts[1]?.[member],
      "tail",
    ]);
    const attributes = await fixture.s3.send(
      new GetObjectAttributesCommand({
        Bucket: fixture.bucket,
        Key: key,
        ObjectAttributes: ["Checksum", "ObjectParts"],
      }),
    );
    expect(attributes.Checksum).toEqual({ [member]: expected, ChecksumType: "COMPOSITE" });
    expect(attributes.ObjectParts?.Parts?.map((part) => part[member])).toEqual(parts.map((part) => part[member]));
  });
});

describe.each(FULL_OBJECT_ALGORITHMS)("a FULL_OBJECT %s upload", (algorithm) => {
  const member = checksumMember(algorithm);

  test("has the checksum of all its bytes, combined from the parts", async () => {
    const key = `${algorithm}-full`;
    const upload = await beginUpload(fixture, key, { ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" });
    const parts = await sendParts(upload, algorithm, TWO_PARTS);
    const expected = await checksumOf(algorithm, Buffer.concat(TWO_PARTS));
    const wrong = { [member]: await checksumOf(algorithm, bytes), ChecksumType: "FULL_OBJECT" } as const;
    expect(await refusalOf(completeUpload(fixture, upload, parts, wrong))).toMatchObject({
      code: "BadDigest",
      message: `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    });
    const completed = await completeUpload(fixture, upload, parts, { [member]: expected, ChecksumType: "FULL_OBJECT" });
    expect([completed[member], completed.ChecksumType]).toEqual([expected, "FULL_OBJECT"]);
    expect(await readChecksum(key)).toEqual([algorithm, "FULL_OBJECT", expected]);
    const attributes = await fixture.s3.send(
      new GetObjectAttributesCommand({
        Bucket: fixture.bucket,
        Key: key,
        ObjectAttributes: ["Checksum", "ObjectParts"],
      }),
    );
    expect(attributes.ObjectParts).toEqual({ TotalPartsCount: 2 });
  });

  test("needs no checksums of its parts, neither when they come nor when it is completed", async () => {
    const key = `${algorithm}-full-bare`;
    const upload = await beginUpload(fixture, key, { ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" });
    const path = `/${upload.Bucket}/${upload.Key}`;
    const answer = await sendSigned(fixture.server, {
      method: "PUT",
      path,
      query: { uploadId: upload.UploadId, partNumber: "1" },
      body: bytes,
    });
    const completed = await completeUpload(fixture, upload, [
      { PartNumber: 1, ETag: answer.headers.get("etag") ?? "" },
    ]);
    expect(completed[member]).toBe(await checksumOf(algorithm, bytes));
  });
});

describe("an upload that names no algorithm", () => {
  test("gets a CRC64NVME of the whole object, whatever its parts declared", async () => {
    const upload = await beginUpload(fixture, "default");
    const part = await fixtureWithoutChecksums(upload, { [checksumHeader("SHA1")]: await checksumOf("SHA1", bytes) });
    const completed = await completeUpload(fixture, upload, [part]);
    expect([completed.ChecksumCRC64NVME, completed.ChecksumType]).toEqual([
      await checksumOf("CRC64NVME", bytes),
      "FULL_OBJECT",
    ]);
  });

  test("shows no checksum in its parts, and refuses one when it is completed", async () => {
    const upload = await beginUpload(fixture, "default-refused");
    const part = await fixtureWithoutChecksums(upload, {});
    const { Parts, ChecksumAlgorithm } = await fixture.s3.send(new ListPartsCommand(upload));
    expect([ChecksumAlgorithm, Parts?.[0]?.ChecksumCRC64NVME]).toEqual([undefined, undefined]);
    const withChecksum = { ...part, ChecksumCRC64NVME: await checksumOf("CRC64NVME", bytes) };
    expect(await refusalOf(completeUpload(fixture, upload, [withChecksum]))).toMatchObject({ code: "InvalidPart" });
    expect(await refusalOf(completeUpload(fixture, upload, [part], { ChecksumType: "FULL_OBJECT" }))).toMatchObject({
      code: "InvalidRequest",
      message:
        "The upload was created using the null checksum mode. The complete request must use the same checksum mode.",
    });
  });

  async function fixtureWithoutChecksums(upload: Upload, headers: Record<string, string>): Promise<CompletedPart> {
    const path = `/${upload.Bucket}/${upload.Key}`;
    const answer = await sendSigned(fixture.server, {
      method: "PUT",
      path,
      query: { uploadId: upload.UploadId, partNumber: "1" },
      headers,
      body: bytes,
    });
    expect(answer.status, answer.body).toBe(200);
    return { PartNumber: 1, ETag: answer.headers.get("etag") ?? "" };
  }
});

describe("the checksums of a completion are checked", () => {
  const begin = async (key: string, algorithm: ChecksumAlgorithm, type: "COMPOSITE" | "FULL_OBJECT") => {
    const upload = await beginUpload(fixture, key, { ChecksumAlgorithm: algorithm, ChecksumType: type });
    return { upload, parts: await sendParts(upload, algorithm, [bytes]) };
  };

  test("for the upload's type", async () => {
    const { upload, parts } = await begin("type", "CRC32", "COMPOSITE");
    expect(await refusalOf(completeUpload(fixture, upload, parts, { ChecksumType: "FULL_OBJECT" }))).toMatchObject({
      code: "InvalidRequest",
      message:
        "The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.",
    });
  });

  test("for being there, part by part, when COMPOSITE", async () => {
    const { upload, parts } = await begin("missing", "SHA256", "COMPOSITE");
    const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }) as CompletedPart);
    expect(await refusalOf(completeUpload(fixture, upload, bare))).toMatchObject({
      code: "InvalidRequest",
      message:
        "The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.",
    });
  });

  test("for being the part's, in the upload's algorithm, well-formed and alone", async () => {
    const { upload, parts } = await begin("wrong", "SHA256", "COMPOSITE");
    const [part = {}] = parts;
    const other = await checksumOf("SHA256", Buffer.from("other"));
    const { ChecksumSHA256: _, ...bare } = part;
    const tries = [
      [{ ...part, ChecksumSHA256: other }, "InvalidPart", /could not be found/],
      [
        { ...bare, ChecksumCRC32: "y/Q5Jg==" },
        "BadDigest",
        /^The crc32 you specified for part 1 did not match what we received\.$/,
      ],
      [
        { ...part, ChecksumSHA256: "nonsense" },
        "InvalidArgument",
        /^Invalid Base64 or multiple checksums present in request$/,
      ],
      [
        { ...part, ChecksumCRC32: "y/Q5Jg==" },
        "InvalidArgument",
        /^Invalid Base64 or multiple checksums present in request$/,
      ],
    ] as const;
    for (const [sent, code, message] of tries) {
      expect(await refusalOf(completeUpload(fixture, upload, [sent]))).toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    }
  });

  test("for an object checksum whose type is named: without it COMPOSITE is meant", async () => {
    const { upload, parts } = await begin("typeless", "CRC32C", "FULL_OBJECT");
    const ChecksumCRC32C = await checksumOf("CRC32C", bytes);
    expect(await refusalOf(completeUpload(fixture, upload, parts, { ChecksumCRC32C }))).toMatchObject({
      code: "BadDigest",
    });
    await completeUpload(fixture, upload, parts, { ChecksumCRC32C, ChecksumType: "FULL_OBJECT" });
  });
});

describe("a part in another algorithm than its upload's is refused", () => {
  test("also none, when COMPOSITE", async () => {
    const upload = await beginUpload(fixture, "mismatch", { ChecksumAlgorithm: "SHA256" });
    const path = `/${upload.Bucket}/${upload.Key}`;
    const query = { uploadId: upload.UploadId, partNumber: "1" };
    const other = await sendHeader({ path, query }, "CRC32", await checksumOf("CRC32", bytes));
    expect(xmlText(other.body, "Message")).toBe(
      "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32",
    );
    const none = await sendSigned(fixture.server, { method: "PUT", path, query, body: bytes });
    expect(xmlText(none.body, "Message")).toBe(
      "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null",
    );
  });
});

describe.each(SDK_ALGORITHMS)("the SDK with %s", (algorithm) => {
  const member = checksumMember(algorithm);

  test("sends bytes with a header and streams with a trailer, and verifies what it reads", async () => {
    const value = await checksumOf(algorithm, bytes);
    const put = (key: string, Body: Buffer | Readable) =>
      fixture.s3.send(
        new PutObjectCommand({
          Bucket: fixture.bucket,
          Key: key,
          Body,
          ContentLength: bytes.length,
          ChecksumAlgorithm: algorithm,
        }),
      );
    expect((await put(`${algorithm}-sdk`, bytes))[member]).toBe(value);
    expect((await put(`${algorithm}-sdk-stream`, Readable.from([bytes])))[member]).toBe(value);
    for (const key of [`${algorithm}-sdk`, `${algorithm}-sdk-stream`]) {
      const object = await read(key, { ChecksumMode: "ENABLED" });
      expect(object[member]).toBe(value);
      expect(await textOf(object.Body)).toBe(BODY);
    }
  });

  test("uploads large streams in parts", async () => {
    const key = `${algorithm}-managed`;
    const large = Buffer.alloc(2 * FIVE_MIB + 7, "managed");
    const params = {
      Bucket: fixture.bucket,
      Key: key,
      Body: Readable.from([large.subarray(0, FIVE_MIB), large.subarray(FIVE_MIB)]),
      ChecksumAlgorithm: algorithm,
    };
    const upload = new ManagedUpload({ client: fixture.s3, params, partSize: FIVE_MIB });
    const done = await upload.done();
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    const object = await read(key, { ChecksumMode: "ENABLED" });
    expect(object.ContentLength).toBe(large.length);
    expect(Buffer.from((await object.Body?.transformToByteArray()) ?? []).equals(large)).toBe(true);
  });
});

test("the SDK's own defaults work for a managed upload", async () => {
  const upload = new ManagedUpload({
    client: fixture.s3,
    params: { Bucket: fixture.bucket, Key: "managed", Body: Readable.from([Buffer.alloc(FIVE_MIB + 1)]) },
  });
  await upload.done();
  expect(
    await refusalOf(
      fixture.s3.send(new CompleteMultipartUploadCommand({ Bucket: fixture.bucket, Key: "managed", UploadId: "x" })),
    ),
  ).toMatchObject({
    code: "InvalidRequest",
  });
  expect((await read("managed")).ContentLength).toBe(FIVE_MIB + 1);
});
