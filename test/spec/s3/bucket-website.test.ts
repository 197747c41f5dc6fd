/** Static websites: the configuration as a document, and what a browser is answered (WebsiteHosting.html; words as recorded by localstack/localstack). */
import {
  DeleteBucketWebsiteCommand,
  DeletePublicAccessBlockCommand,
  GetBucketWebsiteCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type RoutingRule,
  type WebsiteConfiguration,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fetchHost, type HostAnswer } from "../../support/fetch-host.ts";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());
beforeEach(async () => void (Bucket = await fixture.createBucket()));

const configure = (WebsiteConfiguration: WebsiteConfiguration) =>
  fixture.s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
const get = () => fixture.s3.send(new GetBucketWebsiteCommand({ Bucket }));
const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "text/html", ...more }));

/** Anybody may read the objects; with `s3:ListBucket` also learn that one is not there. */
async function publish(canList = true): Promise<void> {
  await fixture.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  const arn = `arn:aws:s3:::${Bucket}`;
  const Statement = [
    {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `${arn}/*`,
      Condition: { IpAddress: { "aws:SourceIp": ["127.0.0.1", "::1"] } },
    },
    ...(canList ? [{ Effect: "Allow", Principal: "*", Action: "s3:ListBucket", Resource: arn }] : []),
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await fixture.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const visit = (path: string, options: Parameters<typeof fetchHost>[3] = {}): Promise<HostAnswer> =>
  fetchHost(fixture.server, `${Bucket}.s3-website.localhost:${fixture.server.port}`, path, options);

const SITE: WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "oops.html" } };
const RULE: RoutingRule = { Condition: { KeyPrefixEquals: "docs/" }, Redirect: { ReplaceKeyPrefixWith: "pages/" } };

describe("the document", () => {
  test("is given back as it was put, and is gone after a delete", async () => {
    const full = { ...SITE, RoutingRules: [RULE, { Redirect: { HostName: "x.example", HttpRedirectCode: "302" } }] };
    await configure(full);
    const { $metadata: _, ...shown } = await get();
    expect(shown).toEqual(full);
    await fixture.s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchWebsiteConfiguration", status: 404 });
  });

  test.each<[string, WebsiteConfiguration, string]>([
    ["nothing in it", {}, "InvalidArgument"],
    ["an index with a slash", { IndexDocument: { Suffix: "a/b" } }, "InvalidArgument"],
    ["a redirect of all beside an index", { ...SITE, RedirectAllRequestsTo: { HostName: "x" } }, "InvalidArgument"],
    ["another protocol", { RedirectAllRequestsTo: { HostName: "x", Protocol: "ftp" as "http" } }, "InvalidRequest"],
    ["an empty condition", { ...SITE, RoutingRules: [{ ...RULE, Condition: {} }] }, "InvalidRequest"],
    [
      "both replacements",
      { ...SITE, RoutingRules: [{ Redirect: { ReplaceKeyWith: "a", ReplaceKeyPrefixWith: "b" } }] },
      "InvalidRequest",
    ],
    [
      "a redirect code of 200",
      { ...SITE, RoutingRules: [{ Redirect: { HttpRedirectCode: "200" } }] },
      "InvalidRequest",
    ],
    [
      "an error code of 200",
      { ...SITE, RoutingRules: [{ ...RULE, Condition: { HttpErrorCodeReturnedEquals: "200" } }] },
      "InvalidRequest",
    ],
    ["51 rules", { ...SITE, RoutingRules: Array.from({ length: 51 }, () => RULE) }, "InvalidRequest"],
  ])("with %s is refused", async (_what, configuration, code) => {
    expect(await refusalOf(configure(configuration))).toMatchObject({ code, status: 400 });
  });
});

describe("a visitor", () => {
  test("gets the index of the root and of folders, and pages by their key", async () => {
    await publish();
    await configure(SITE);
    await put("index.html", "root");
    await put("sub/index.html", "sub");
    await put("a page.html", "page");
    expect(await visit("/")).toMatchObject({ status: 200, text: "root", headers: { "content-type": "text/html" } });
    expect(await visit("/sub/")).toMatchObject({ status: 200, text: "sub" });
    expect(await visit("/a%20page.html?query=is+ignored")).toMatchObject({ status: 200, text: "page" });
    expect(await visit("/", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  });

  test("is sent from a folder without its slash to the one with it", async () => {
    await publish();
    await configure(SITE);
    await put("sub/index.html", "sub");
    expect(await visit("/sub")).toMatchObject({ status: 302, headers: { location: "/sub/" } });
  });

  test("gets a range or a 304 as from the API", async () => {
    await publish();
    await configure(SITE);
    const { ETag } = await put("index.html", "0123456789");
    expect(await visit("/", { headers: { range: "bytes=2-4" } })).toMatchObject({ status: 206, text: "234" });
    expect(await visit("/", { headers: { "if-none-match": ETag ?? "" } })).toMatchObject({ status: 304, text: "" });
  });

  test("gets the error document with the status of the error", async () => {
    await publish();
    await configure(SITE);
    await put("oops.html", "sorry");
    expect(await visit("/missing")).toMatchObject({ status: 404, text: "sorry" });
  });

  test("is told in HTML what is missing, when there is no error document", async () => {
    await publish();
    await configure(SITE);
    const answer = await visit("/<missing>");
    expect(answer).toMatchObject({ status: 404, headers: { "content-type": "text/html; charset=utf-8" } });
    expect(answer.text).toContain("<h1>404 Not Found</h1>");
    expect(answer.text).toContain("<li>Code: NoSuchKey</li>");
    expect(answer.text).toContain("An Error Occurred While Attempting to Retrieve a Custom Error Document");
    expect(answer.text).not.toContain("<missing>");
  });

  test("gets 403 for what is missing where he may not list, and for what is not public", async () => {
    await publish(false);
    await configure(SITE);
    expect((await visit("/missing")).status).toBe(403);
    Bucket = await fixture.createBucket();
    await configure(SITE);
    await put("index.html", "private");
    const answer = await visit("/");
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("<li>Code: AccessDenied</li>");
  });

  test("is redirected by an object's own location", async () => {
    await publish();
    await configure(SITE);
    await put("old.html", "", { WebsiteRedirectLocation: "/new.html" });
    expect(await visit("/old.html")).toMatchObject({ status: 301, headers: { location: "/new.html" }, text: "" });
  });

  test("is redirected as a whole", async () => {
    await configure({ RedirectAllRequestsTo: { HostName: "elsewhere.example", Protocol: "https" } });
    expect(await visit("/a/b")).toMatchObject({
      status: 301,
      headers: { location: "https://elsewhere.example/a/b" },
    });
  });

  test("is redirected by prefix, by error, and by both", async () => {
    await publish();
    const byError = {
      Condition: { HttpErrorCodeReturnedEquals: "404", KeyPrefixEquals: "img/" },
      Redirect: { ReplaceKeyWith: "none.png", HttpRedirectCode: "307" },
    };
    await configure({ ...SITE, RoutingRules: [RULE, byError] });
    const host = `${Bucket}.s3-website.localhost:${fixture.server.port}`;
    expect(await visit("/docs/a")).toMatchObject({ status: 301, headers: { location: `http://${host}/pages/a` } });
    expect(await visit("/img/a.png")).toMatchObject({ status: 307, headers: { location: `http://${host}/none.png` } });
    expect((await visit("/other")).status).toBe(404);
  });

  test("may only look", async () => {
    await configure(SITE);
    expect(await visit("/", { method: "POST" })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  test("is sent to the Region of the bucket from another one's host (status assumed)", async () => {
    await configure(SITE);
    await publish();
    await put("index.html", "home");
    const { status, text } = await fetchHost(fixture.server, `${Bucket}.s3-website.eu-west-1.localhost`, "/");
    expect([status, text]).toEqual([400, expect.stringContaining("Code: IncorrectEndpoint")]);
    expect(text).toContain(`Endpoint: ${Bucket}.s3-website.us-east-1.amazonaws.com`);
    expect((await fetchHost(fixture.server, `${Bucket}.s3-website-us-east-1.localhost`, "/")).text).toBe("home");
  });

  test("of a bucket without a website, or of no bucket, gets 404", async () => {
    expect((await visit("/")).text).toContain("<li>Code: NoSuchWebsiteConfiguration</li>");
    Bucket = uniqueBucket();
    expect((await visit("/")).text).toContain("<li>Code: NoSuchBucket</li>");
  });

  test("reaches it under AWS's names too, in the bucket's Region", async () => {
    await publish();
    await configure(SITE);
    await put("index.html", "root");
    for (const name of ["s3-website-us-east-1.amazonaws.com", "s3-website.us-east-1.amazonaws.com"])
      expect(await fetchHost(fixture.server, `${Bucket}.${name}`, "/")).toMatchObject({ status: 200, text: "root" });
  });
});
