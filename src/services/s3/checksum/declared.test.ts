import { expect, test } from "vitest";
import { createHeaders } from "../../../kit/http.ts";
import { CHECKSUM_ALGORITHMS, CHECKSUM_BYTES, checksumHeader } from "./algorithms.ts";
import { parseDeclaredDigests, requireDeclaredDigests } from "./declared.ts";

const CRC32 = "y/Q5Jg==";
const parse = (fields: Record<string, string>) => parseDeclaredDigests(createHeaders(Object.entries(fields)));

test("a request without digests declares nothing", () => {
  expect(parse({})).toEqual({ contentMd5: undefined, checksum: undefined });
});

test.each(CHECKSUM_ALGORITHMS)("%s is declared by header, and by trailer", (algorithm) => {
  const value = Buffer.alloc(CHECKSUM_BYTES[algorithm], 7).toString("base64");
  expect(parse({ [checksumHeader(algorithm)]: value }).checksum).toEqual({ algorithm, value });
  expect(parse({ "X-Amz-Trailer": checksumHeader(algorithm) }).checksum).toEqual({ algorithm, value: undefined });
});

test("the SDK's algorithm header alone is refused, because it promises what is not there", () => {
  expect(() => parse({ "x-amz-sdk-checksum-algorithm": "CRC32" })).toThrow(
    expect.objectContaining({
      code: "InvalidRequest",
      message:
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    }),
  );
});

test("the SDK's algorithm header beside another checksum is refused", () => {
  expect(() => parse({ "x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-crc32": CRC32 })).toThrow(
    expect.objectContaining({
      code: "InvalidRequest",
      message: "Value for x-amz-sdk-checksum-algorithm header is invalid.",
    }),
  );
});

test("an algorithm that does not exist is refused with the list of those that do", () => {
  expect(() => parse({ "x-amz-sdk-checksum-algorithm": "CRC16" })).toThrow(
    /valid types: \[CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3, XXHASH64\]$/,
  );
});

test("two checksums are refused, also when one of them is a trailer", () => {
  const expected = expect.objectContaining({
    code: "InvalidRequest",
    message: "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
  });
  expect(() => parse({ "x-amz-checksum-crc32": CRC32, "x-amz-checksum-crc32c": CRC32 })).toThrow(expected);
  expect(() => parse({ "x-amz-checksum-crc32": CRC32, "x-amz-trailer": "x-amz-checksum-crc32" })).toThrow(expected);
});

test.each(["wrong", "AAAA", `${CRC32} `, "y/Q5Jg", ""])("the value %j is not a CRC32", (value) => {
  expect(() => parse({ "x-amz-checksum-crc32": value })).toThrow(
    expect.objectContaining({ code: "InvalidRequest", message: "Value for x-amz-checksum-crc32 header is invalid." }),
  );
});

test("a trailer that is no checksum is refused", () => {
  expect(() => parse({ "x-amz-trailer": "x-amz-meta-late" })).toThrow(
    "The value specified in the x-amz-trailer header is not supported",
  );
});

test.each(["__invalid__", "000", "not base64 encoded checksum", "MTIz", "dGVzdC1zdHJpbmc="])(
  "Content-MD5 %j is invalid",
  (contentMd5) => {
    expect(() => parse({ "content-md5": contentMd5 })).toThrow(
      expect.objectContaining({ code: "InvalidDigest", fields: { "Content-MD5": contentMd5 } }),
    );
  },
);

test("operations that need a digest accept Content-MD5 or any checksum, and refuse neither", () => {
  const required = (fields: Record<string, string>) => requireDeclaredDigests(createHeaders(Object.entries(fields)));
  expect(required({ "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" }).contentMd5).toBe("1B2M2Y8AsgTpgAmY7PhCfg==");
  expect(required({ "x-amz-checksum-crc32": CRC32 }).checksum?.value).toBe(CRC32);
  expect(() => required({})).toThrow("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
});
