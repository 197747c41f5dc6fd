/** Signature Version 2 in the query, against AWS's worked example. */
import { describe, expect, test } from "vitest";
import { createHeaders } from "../../kit/http.ts";
import { rootCredentialSource } from "../credentials.ts";
import { isPresignedV2, verifyPresignedV2 } from "./presigned-url.ts";

/**
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html, "Query string request authentication
 * alternative", in the edition whose bucket is `johnsmith` (read 2026-11-23).
 */
const EXAMPLE = {
  path: "/johnsmith/photos/puppy.jpg",
  query: "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
};
const credentials = rootCredentialSource({
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  accountId: "123456789012",
});

function verify(
  change: Partial<{ method: string; path: string; query: string; headers: [string, string][]; wallMs: number }> = {},
): Promise<unknown> {
  const {
    method = "GET",
    path = EXAMPLE.path,
    query = EXAMPLE.query,
    headers = [],
    wallMs = 1_175_139_619_000,
  } = change;
  const request = { method, rawPath: path, rawQuery: query, headers: createHeaders(headers) };
  expect(isPresignedV2(request)).toBe(true);
  return verifyPresignedV2(request, { credentials, resourcePath: path, wallMs });
}

describe("AWS's example", () => {
  test("is true until its second", async () => {
    await expect(verify()).resolves.toMatchObject({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" });
    await expect(verify({ wallMs: 1_175_139_620_000 })).resolves.toBeDefined();
    await expect(verify({ wallMs: 1_175_139_620_001 })).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Request has expired",
    });
  });

  test("is not true for anything else", async () => {
    const query = EXAMPLE.query;
    for (const change of [
      { method: "PUT" },
      { path: "/johnsmith/photos/kitten.jpg" },
      { query: query.replace("NpgC", "OpgC") },
      { query: query.replace("1175139620", "1175139621") },
      { query: `${query}&versionId=1` },
      { headers: [["x-amz-acl", "private"]] as [string, string][] },
      { headers: [["Content-Type", "text/plain"]] as [string, string][] },
    ]) {
      await expect(verify(change)).rejects.toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
    }
  });

  test("may carry parameters that version 2 does not sign", async () => {
    await expect(verify({ query: `${EXAMPLE.query}&x-id=GetObject` })).resolves.toBeDefined();
  });
});

test.each([
  ["no signature", /&Signature=[^&]*/, "AccessDenied"],
  ["no expiry", /&Expires=\d+/, "AccessDenied"],
  ["an expiry that is no number", /1175139620/, "AccessDenied"],
  ["an unknown key", /AKIAIOSFODNN7EXAMPLE/, "InvalidAccessKeyId"],
])("%s is refused", async (_, pattern, code) => {
  await expect(
    verify({ query: EXAMPLE.query.replace(pattern, pattern.source === "1175139620" ? "soon" : "") }),
  ).rejects.toMatchObject({ code });
});
