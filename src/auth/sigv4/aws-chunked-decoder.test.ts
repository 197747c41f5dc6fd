/** The aws-chunked coding: AWS's two worked examples, every cut, and every way to be wrong. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHeaders, streamOf } from "../../kit/http.ts";
import { rootPrincipal } from "../credentials.ts";
import {
  CHUNK_BYTES_MIN,
  CHUNK_LINE_BYTES_MAX,
  createAwsChunkedDecoder,
  type ChunkVerifier,
  TRAILER_BYTES_MAX,
} from "./aws-chunked-decoder.ts";
import { openBody, payloadModeOf } from "./payload.ts";
import { deriveSigningKey } from "./signing-key.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const A_64K = "a".repeat(65_536);
const A_1K = "a".repeat(1_024);

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, "Example: PUT Object" (read 2026-11-23). */
const SIGNED = {
  mode: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  seed: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  body: [
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${A_64K}\r\n`,
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${A_1K}\r\n`,
    "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
  ].join(""),
};

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html (read 2026-11-23); its trailer line ends in LF CRLF. */
const SIGNED_TRAILER = {
  mode: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  seed: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
  body: [
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${A_64K}\r\n`,
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${A_1K}\r\n`,
    "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n",
    "x-amz-checksum-crc32c:sOO8/Q==\n\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n",
  ].join(""),
};

const EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function exampleSignature(seed: string): VerifiedSignature {
  const scope = { date: "20130524", region: "us-east-1", service: "s3" };
  const accessKeyId = "AKIAIOSFODNN7EXAMPLE";
  return {
    accessKey: { accessKeyId, secretAccessKey: EXAMPLE_SECRET, principal: rootPrincipal("123456789012", accessKeyId) },
    signingKey: deriveSigningKey(EXAMPLE_SECRET, scope),
    claim: {
      form: "header",
      accessKeyId,
      scope,
      signedHeaders: ["host"],
      signature: seed,
      sessionToken: undefined,
      amzDate: "20130524T000000Z",
      dateMs: Date.UTC(2013, 4, 24),
      expiresSeconds: undefined,
    },
  };
}

interface Example {
  readonly mode: string;
  readonly seed: string;
  readonly body: string;
  readonly decodedBytes?: number;
}

async function readExample(example: Example): Promise<{ data: string; trailers: ReadonlyMap<string, string> }> {
  const headers = createHeaders([["x-amz-decoded-content-length", String(example.decodedBytes ?? 66_560)]]);
  const raw = { headers, body: streamOf(bytes(example.body)) };
  const opened = openBody(raw, payloadModeOf(example.mode), {
    signature: exampleSignature(example.seed),
    isTrusted: false,
  });
  let data = "";
  for await (const chunk of opened.body) data += Buffer.from(chunk).toString("latin1");
  return { data, trailers: opened.trailers };
}

interface Decoded {
  readonly data: string;
  readonly trailers: Readonly<Record<string, string>>;
}

function decode(
  body: Uint8Array,
  cuts: readonly number[],
  options: { decodedBytes: number; verifier?: ChunkVerifier; hasTrailer?: boolean },
): Decoded {
  const { decodedBytes, verifier, hasTrailer = true } = options;
  const decoder = createAwsChunkedDecoder({ decodedBytes, verifier, hasTrailer });
  const edges = [0, ...[...cuts].sort((a, b) => a - b), body.length];
  let data = "";
  for (let index = 1; index < edges.length; index += 1) {
    for (const piece of decoder.push(body.subarray(edges[index - 1], edges[index])))
      data += Buffer.from(piece).toString("latin1");
  }
  decoder.finish();
  return { data, trailers: Object.fromEntries(decoder.trailers) };
}

const unsigned = (body: string, decodedBytes: number): Decoded => decode(bytes(body), [], { decodedBytes });

describe("signed streams", () => {
  test("AWS's example of three signed chunks is true", async () => {
    expect((await readExample(SIGNED)).data).toBe(A_64K + A_1K);
  });

  test("AWS's example of a signed trailer is true and gives its checksum", async () => {
    const { data, trailers } = await readExample(SIGNED_TRAILER);
    expect(data).toBe(A_64K + A_1K);
    expect([...trailers]).toEqual([["x-amz-checksum-crc32c", "sOO8/Q=="]]);
  });

  test.each([
    ["a data byte of the first chunk", SIGNED, 100],
    ["a data byte of the last chunk", SIGNED, 65_536 + 85 + 2 + 100],
    ["a digit of a chunk signature", SIGNED, SIGNED.body.indexOf("80c730")],
    ["a letter of the checksum in the trailer", SIGNED_TRAILER, SIGNED_TRAILER.body.indexOf("sOO8")],
    ["a digit of the trailer signature", SIGNED_TRAILER, SIGNED_TRAILER.body.indexOf("d81f82")],
  ])("one changed bit is refused: %s", async (_, example, at) => {
    const body = Buffer.from(example.body, "latin1");
    body[at] = (body[at] ?? 0) ^ 1;
    await expect(readExample({ ...example, body: body.toString("latin1") })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
      status: 403,
    });
  });

  test("a signed trailer without its signature never ends", async () => {
    const body = `${SIGNED_TRAILER.body.slice(0, SIGNED_TRAILER.body.indexOf("x-amz-trailer-signature"))}\r\n`;
    await expect(readExample({ ...SIGNED_TRAILER, body })).rejects.toMatchObject({ code: "IncompleteBody" });
  });

  test("no chunk may be left out", async () => {
    const body = SIGNED.body.slice(SIGNED.body.indexOf("400;"));
    await expect(readExample({ ...SIGNED, body, decodedBytes: 1_024 })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });
});

describe("framing", () => {
  const small = "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n";

  test("an unsigned chunk and its trailer", () => {
    expect(unsigned(small, 3)).toEqual({ data: "abc", trailers: { "x-amz-checksum-crc32": "NSRBwg==" } });
  });

  test("an empty body is one chunk of size 0", () => {
    expect(unsigned("0\r\n\r\n", 0)).toEqual({ data: "", trailers: {} });
  });

  test("every cut gives the same bytes", () => {
    const body = bytes(
      `2000\r\n${"x".repeat(0x2000)}\r\n5\r\nhello\r\n0\r\nx-amz-checksum-sha1:abc=\r\nX-Amz-Other: y \r\n\r\n`,
    );
    const whole = decode(body, [], { decodedBytes: 0x2005 });
    expect(whole.trailers).toEqual({ "x-amz-checksum-sha1": "abc=", "x-amz-other": "y" });
    fc.assert(
      fc.property(fc.array(fc.nat(body.length), { maxLength: 40 }), (cuts) => {
        expect(decode(body, cuts, { decodedBytes: 0x2005 })).toEqual(whole);
      }),
      { numRuns: 200 },
    );
    for (let cut = 0x2000; cut <= body.length; cut += 1)
      expect(decode(body, [cut], { decodedBytes: 0x2005 })).toEqual(whole);
  });

  test("whatever the chunk sizes, the data comes back", () => {
    const chunk = fc.integer({ min: CHUNK_BYTES_MIN, max: CHUNK_BYTES_MIN + 64 });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 4 }), fc.integer({ min: 0, max: 100 }), (sizes, last) => {
        const parts = [...sizes, last].filter((size) => size > 0).map((size, index) => String(index % 10).repeat(size));
        const body = `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("")}0\r\n\r\n`;
        expect(unsigned(body, parts.join("").length).data).toBe(parts.join(""));
      }),
    );
  });

  test("arbitrary bytes give a typed error or data, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (body, decodedBytes) => {
        try {
          decode(body, [], { decodedBytes });
        } catch (error) {
          expect(error).toMatchObject({ name: "ServiceError", fault: "client" });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("what is refused", () => {
  test.each([
    ["a body that ends inside a chunk", "5\r\nhel", 5],
    ["a body that ends before the last chunk", "5\r\nhello\r\n", 5],
    ["a body that ends before the empty line", "5\r\nhello\r\n0\r\n", 5],
    ["more data than was promised", "5\r\nhello\r\n0\r\n\r\n", 4],
    ["less data than was promised", "5\r\nhello\r\n0\r\n\r\n", 6],
    ["bytes after the end", "0\r\n\r\nmore\r\n", 0],
    ["an unfinished line after the end", "0\r\n\r\nmore", 0],
    ["a chunk size that is no number", "zz\r\n\r\n", 0],
    ["an empty chunk size", "\r\n", 0],
    ["a negative chunk size", "-1\r\n\r\n", 0],
    ["a chunk of 8 EiB", "7fffffffffffffff\r\n", 5],
    ["data that does not end in a line break", "5\r\nhelloworld\r\n0\r\n\r\n", 5],
    ["a chunk header without an end", "1".repeat(CHUNK_LINE_BYTES_MAX + 1), 5],
  ])("%s is IncompleteBody", (_, body, decodedBytes) => {
    expect(() => unsigned(body, decodedBytes)).toThrow(
      expect.objectContaining({ code: "IncompleteBody", status: 400 }),
    );
  });

  test("only the last chunk may be smaller than 8 KiB", () => {
    expect(() => unsigned("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 10)).toThrow(
      expect.objectContaining({ code: "InvalidChunkSizeError", status: 403 }),
    );
  });

  test.each([
    ["a trailer line without a colon", "0\r\nchecksum\r\n\r\n"],
    ["a trailer named twice", "0\r\na:1\r\na:2\r\n\r\n"],
    [
      "trailer lines without a limit",
      `0\r\n${Array.from({ length: 200 }, (_, index) => `x-${index}:${"y".repeat(100)}\r\n`).join("")}\r\n`,
    ],
  ])("%s is MalformedTrailerError", (_, body) => {
    expect(body.length > TRAILER_BYTES_MAX || body.length < 100).toBe(true);
    expect(() => unsigned(body, 0)).toThrow(expect.objectContaining({ code: "MalformedTrailerError", status: 400 }));
  });

  test("a trailer where none was announced is MalformedTrailerError", () => {
    const signedOnly = { decodedBytes: 0, hasTrailer: false };
    expect(() => decode(bytes("0\r\na:1\r\n\r\n"), [], signedOnly)).toThrow(
      expect.objectContaining({ code: "MalformedTrailerError" }),
    );
  });

  test("a signed stream whose chunk has no signature is refused", () => {
    const verifier: ChunkVerifier = { isChunk: () => true, isTrailer: () => true };
    expect(() => decode(bytes("0\r\n\r\n"), [], { decodedBytes: 0, verifier })).toThrow(
      expect.objectContaining({ code: "IncompleteBody" }),
    );
  });

  test("a promised trailer that does not come is refused at the end of the body", async () => {
    const headers = createHeaders([
      ["x-amz-decoded-content-length", "3"],
      ["x-amz-trailer", "x-amz-checksum-crc32"],
    ]);
    const raw = { headers, body: streamOf(bytes("3\r\nabc\r\n0\r\n\r\n")) };
    const opened = openBody(raw, payloadModeOf("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), {
      signature: undefined,
      isTrusted: false,
    });
    const read = async (): Promise<void> => {
      for await (const chunk of opened.body) expect(Buffer.from(chunk).toString()).toBe("abc");
    };
    await expect(read()).rejects.toMatchObject({ code: "IncompleteBody" });
  });

  test("a body without a decoded length is 411", () => {
    const raw = { headers: createHeaders([]), body: streamOf(bytes("0\r\n\r\n")) };
    const open = (): unknown =>
      openBody(raw, payloadModeOf("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), { signature: undefined, isTrusted: false });
    expect(open).toThrow(expect.objectContaining({ code: "MissingContentLength", status: 411 }));
  });

  test("an unknown payload mode is InvalidArgument", () => {
    expect(() => payloadModeOf("STREAMING-SOMETHING")).toThrow(
      expect.objectContaining({ code: "InvalidArgument", status: 400 }),
    );
  });
});
