/** Which requests come from somebody else's web page. */
import { expect, test } from "vitest";
import { createHeaders } from "../kit/http.ts";
import { isForeignPage } from "./foreign-page.ts";

function ask(method: string, headers: Readonly<Record<string, string>>, isS3 = false): boolean {
  return isForeignPage(
    { method, headers: createHeaders(Object.entries({ host: "127.0.0.1:4566", ...headers })) },
    isS3,
  );
}

test.each([
  ["POST", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["POST", { origin: "null" }],
  ["POST", { origin: "http://localhost.evil.example" }],
  ["POST", { origin: "http://127.0.0.1.evil.example" }],
  ["POST", { origin: "http://localhost:3000@evil.example" }],
  ["GET", { "sec-fetch-site": "cross-site" }],
  ["GET", { host: "evil.example:4566" }],
  ["GET", { host: "localhost.evil.example" }],
  ["GET", { host: "127.0.0.1.evil.example" }],
  ["POST", { host: "evil.example", origin: "http://evil.example" }],
])("%s with %j does", (method, headers) => {
  expect(ask(method, headers)).toBe(true);
});

test.each([
  ["POST", {}],
  ["GET", { host: "lakebed:4566" }],
  ["GET", { host: "[::1]:4566" }],
  ["GET", { host: "lake.test" }],
  ["PUT", { host: "bucket.s3.eu-central-1.amazonaws.com" }],
  ["POST", { origin: "http://localhost:3000", "sec-fetch-site": "cross-site" }],
  ["PUT", { origin: "http://127.0.0.1:4566", "sec-fetch-site": "same-origin" }],
  ["PUT", { host: "bucket.s3.localhost:4566", origin: "http://[::1]:8080" }],
  ["GET", { "sec-fetch-site": "none" }],
])("%s with %j does not", (method, headers) => {
  expect(ask(method, headers)).toBe(false);
});

test("a link or an image may fetch from S3, and do nothing else", () => {
  const headers = { "sec-fetch-site": "cross-site" };
  expect([ask("GET", headers, true), ask("HEAD", headers, true), ask("PUT", headers, true)]).toEqual([
    false,
    false,
    true,
  ]);
});
