/** Signature Version 2 in the `Authorization` field, against AWS's worked examples. */
import { describe, expect, test } from "vitest";
import { createHeaders } from "../../kit/http.ts";
import { rootCredentialSource } from "../credentials.ts";
import { isSignedV2, verifySignedV2 } from "./authorization-field.ts";

const KEY = "AKIAIOSFODNN7EXAMPLE";
const credentials = rootCredentialSource({
  accessKeyId: KEY,
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  accountId: "123456789012",
});

interface Example {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly at: string;
  readonly signature: string;
}

/**
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html, "Authentication examples", in the edition whose bucket is
 * `johnsmith`.
 */
const EXAMPLES: readonly Example[] = [
  {
    method: "GET",
    path: "/johnsmith/photos/puppy.jpg",
    query: "",
    headers: [["Date", "Tue, 27 Mar 2007 19:36:42 +0000"]],
    at: "2007-03-27T19:36:42Z",
    signature: "bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
  },
  {
    method: "PUT",
    path: "/johnsmith/photos/puppy.jpg",
    query: "",
    headers: [
      ["Date", "Tue, 27 Mar 2007 21:15:45 +0000"],
      ["Content-Type", "image/jpeg"],
    ],
    at: "2007-03-27T21:15:45Z",
    signature: "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
  },
  {
    method: "GET",
    path: "/johnsmith/",
    query: "prefix=photos&max-keys=50&marker=puppy",
    headers: [["Date", "Tue, 27 Mar 2007 19:42:41 +0000"]],
    at: "2007-03-27T19:42:41Z",
    signature: "htDYFYduRNen8P9ZfE/s9SuKy0U=",
  },
  {
    method: "GET",
    path: "/johnsmith/",
    query: "acl",
    headers: [["Date", "Tue, 27 Mar 2007 19:44:46 +0000"]],
    at: "2007-03-27T19:44:46Z",
    signature: "c2WLPFtWHVgbEmeEG93a4cG37dM=",
  },
];
const FIRST = EXAMPLES[0] as Example;

function verify(example: Example, change: { authorization?: string; wallMs?: number; method?: string } = {}) {
  const { authorization = `AWS ${KEY}:${example.signature}`, wallMs = Date.parse(example.at) } = change;
  const request = {
    method: change.method ?? example.method,
    rawPath: example.path,
    rawQuery: example.query,
    headers: createHeaders([
      ...example.headers.map(([name, value]): [string, string] => [name, value]),
      ["Authorization", authorization],
    ]),
  };
  expect(isSignedV2(request)).toBe(true);
  return verifySignedV2(request, { credentials, resourcePath: example.path, wallMs });
}

describe("AWS's examples", () => {
  test.each(EXAMPLES)("$method $path?$query", async (example) => {
    await expect(verify(example)).resolves.toMatchObject({ accessKeyId: KEY });
    const other = { method: example.method === "GET" ? "DELETE" : "GET" };
    await expect(verify(example, other)).rejects.toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
  });
});

test("a bucket alone is signed with a slash behind it or without", async () => {
  // AWS's example of a listing, sent without the slash that is signed.
  const listing = EXAMPLES.find(({ path }) => path === "/johnsmith/") ?? FIRST;
  await expect(verify({ ...listing, path: "/johnsmith" })).resolves.toMatchObject({ accessKeyId: KEY });
  await expect(verify({ ...listing, path: "/johnsmithy" })).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
});

describe("refusals", () => {
  const MINUTE_MS = 60_000;

  test("the clock may differ by 15 minutes in both directions", async () => {
    const at = Date.parse(FIRST.at);
    for (const wallMs of [at - 15 * MINUTE_MS, at + 15 * MINUTE_MS])
      await expect(verify(FIRST, { wallMs })).resolves.toBeDefined();
    for (const wallMs of [at - 15 * MINUTE_MS - 1, at + 15 * MINUTE_MS + 1])
      await expect(verify(FIRST, { wallMs })).rejects.toMatchObject({ code: "RequestTimeTooSkewed", status: 403 });
  });

  test("a request without a date", async () => {
    await expect(verify({ ...FIRST, headers: [] })).rejects.toMatchObject({ code: "AccessDenied", status: 403 });
    for (const date of ["yesterday", "Tue, 07 Jul 1950 21:53:04 GMT"])
      await expect(verify({ ...FIRST, headers: [["Date", date]] })).rejects.toMatchObject({
        code: "AccessDenied",
        status: 403,
      });
  });

  test("a key that nobody has, and fields that are no signature", async () => {
    const unknown = `AWS AKIAUNKNOWNEXAMPLE00:${FIRST.signature}`;
    await expect(verify(FIRST, { authorization: unknown })).rejects.toMatchObject({ code: "InvalidAccessKeyId" });
    for (const authorization of ["AWS ", `AWS ${KEY}`, `AWS ${KEY}:`, "AWS :x"])
      await expect(verify(FIRST, { authorization })).rejects.toMatchObject({ code: "InvalidArgument", status: 400 });
  });
});
