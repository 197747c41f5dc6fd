/** CORS: the rules as a document, and what they let pages do. Expected answers are those recorded from AWS (localstack/localstack test_s3_cors.snapshot.json). */
import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());
beforeEach(async () => void (Bucket = await fixture.createBucket()));

const put = (...CORSRules: CORSRule[]) =>
  fixture.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
const get = () => fixture.s3.send(new GetBucketCorsCommand({ Bucket }));

const PAGE = "https://localhost:4200";
const RULE: CORSRule = { AllowedOrigins: [PAGE], AllowedMethods: ["GET", "PUT"], MaxAgeSeconds: 3000 };
const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

const preflight = (headers: Record<string, string>, bucket = Bucket) =>
  fetch(`${fixture.server.endpoint}/${bucket}/key`, { method: "OPTIONS", headers });
const asking = (origin: string, method: string, headers?: string) => ({
  origin,
  "access-control-request-method": method,
  ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
});

describe("the document", () => {
  test("is given back as it was put, and is gone after a delete", async () => {
    const rules = [{ ...RULE, ID: "one", AllowedHeaders: ["x-*", "Content-Type"], ExposeHeaders: ["ETag"] }, RULE];
    await put(...rules);
    expect((await get()).CORSRules).toEqual(rules);
    await fixture.s3.send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchCORSConfiguration", status: 404 });
    await fixture.s3.send(new DeleteBucketCorsCommand({ Bucket }));
  });

  test.each<[string, CORSRule[], string]>([
    ["no rule", [], "MalformedXML"],
    ["101 rules", Array.from({ length: 101 }, () => RULE), "MalformedXML"],
    ["a rule without methods", [{ ...RULE, AllowedMethods: [] }], "MalformedXML"],
    ["a rule without origins", [{ ...RULE, AllowedOrigins: [] }], "MalformedXML"],
    ["another method", [{ ...RULE, AllowedMethods: ["PATCH"] }], "InvalidRequest"],
    ["two wildcards in an origin", [{ ...RULE, AllowedOrigins: ["http://*.*.com"] }], "InvalidRequest"],
    ["two wildcards in a header", [{ ...RULE, AllowedHeaders: ["x-*-*"] }], "InvalidRequest"],
    ["a wildcard in an exposed header", [{ ...RULE, ExposeHeaders: ["x-*"] }], "InvalidRequest"],
  ])("with %s is refused", async (_what, rules, code) => {
    expect(await refusalOf(put(...rules))).toMatchObject({ code, status: 400 });
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchCORSConfiguration" });
  });

  test("of a bucket that is not there is NoSuchBucket", async () => {
    Bucket = uniqueBucket();
    expect(await refusalOf(put(RULE))).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});

describe("a preflight", () => {
  test("is answered with what the page may do", async () => {
    await put(RULE);
    const answer = await preflight(asking(PAGE, "PUT"));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "access-control-allow-origin": PAGE,
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "3000",
      vary: VARY,
    });
  });

  test("of any page gets a star and no credentials when every origin is allowed", async () => {
    await put({ ...RULE, AllowedOrigins: ["*"] });
    const answer = await preflight(asking("https://anywhere.example", "GET"));
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("matches headers without case, and each must be allowed", async () => {
    await put({ ...RULE, AllowedHeaders: ["X-Amz-*", "content-type"] });
    const answer = await preflight(asking(PAGE, "PUT", "x-amz-date, Content-Type"));
    expect(answer.headers.get("access-control-allow-headers")).toBe("x-amz-date, Content-Type");
    expect((await preflight(asking(PAGE, "PUT", "x-amz-date, x-other"))).status).toBe(403);
  });

  test("takes the first rule that fits", async () => {
    await put({ AllowedOrigins: ["https://*.example"], AllowedMethods: ["GET"] }, RULE);
    const answer = await preflight(asking("https://a.b.example", "GET"));
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET");
    expect((await preflight(asking("https://a.b.example", "PUT"))).status).toBe(403);
  });

  test.each([
    ["without Origin", {}, 400, "Insufficient information. Origin request header needed."],
    ["without a method", { origin: PAGE }, 400, "Invalid Access-Control-Request-Method: null"],
    ["from another page", asking("https://other.example", "GET"), 403, "This CORS request is not allowed"],
    ["for another method", asking(PAGE, "DELETE"), 403, "This CORS request is not allowed"],
  ])("%s is refused", async (_what, headers, status, message) => {
    await put(RULE);
    const answer = await preflight(headers);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(message);
  });

  test("of a bucket without rules, and of no bucket, is AccessForbidden", async () => {
    const answer = await preflight(asking(PAGE, "PUT"));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Message>CORSResponse: CORS is not enabled for this bucket.</Message>");
    expect(await (await preflight(asking(PAGE, "PUT"), uniqueBucket())).text()).toContain(
      "CORSResponse: Bucket not found",
    );
  });
});

describe("the request itself", () => {
  test("is answered with the fields when its origin and method fit, and without them otherwise", async () => {
    await put(RULE);
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: "seen" }));
    const url = await fixture.presign(new GetObjectCommand({ Bucket, Key: "key" }));
    const seen = await fetch(url, { headers: { origin: PAGE } });
    expect(await seen.text()).toBe("seen");
    expect(Object.fromEntries(seen.headers)).toMatchObject({ "access-control-allow-origin": PAGE, vary: VARY });
    const other = await fetch(url, { headers: { origin: "https://other.example" } });
    expect(other.status).toBe(200);
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  // AWS: recorded by ceph/s3-tests test_cors_origin_response.
  test("goes by the method that it says it asks for, also when it is no preflight", async () => {
    await put({ AllowedMethods: ["GET"], AllowedOrigins: [PAGE] });
    const url = `${fixture.server.endpoint}/${Bucket}/key`;
    const ask = (method: string, asked: Record<string, string>) =>
      fetch(url, { method, headers: { origin: PAGE, ...asked } });
    const says = async (answer: Promise<Response>) => (await answer).headers.get("access-control-allow-origin");
    expect(await says(ask("PUT", {}))).toBeNull();
    expect(await says(ask("PUT", { "access-control-request-method": "GET" }))).toBe(PAGE);
    expect(await says(ask("GET", { "access-control-request-method": "PUT" }))).toBeNull();
  });

  test("lets the page see a refusal too", async () => {
    await put(RULE);
    const refused = await fetch(`${fixture.server.endpoint}/${Bucket}/key`, { headers: { origin: PAGE } });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBe(PAGE);
  });
});
