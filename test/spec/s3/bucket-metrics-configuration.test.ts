/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-configurations.html */
import {
  CreateBucketCommand,
  DeleteBucketMetricsConfigurationCommand,
  DeleteObjectsCommand,
  GetBucketMetricsConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketMetricsConfigurationsCommand,
  ListObjectsV2Command,
  type MetricsConfiguration,
  PutBucketMetricsConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCliFor } from "../../support/cli.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { refusalOf, textOf, uniqueBucket } from "./fixture.ts";

let server: TestServer;
let s3: S3Client;
let Bucket: string;
beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
});
afterAll(() => server.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  await s3.send(new CreateBucketCommand({ Bucket }));
});

const put = (Id: string, more: Partial<MetricsConfiguration> = {}) =>
  s3.send(
    new PutBucketMetricsConfigurationCommand({
      Bucket,
      Id,
      MetricsConfiguration: { Id, ...more } as MetricsConfiguration,
    }),
  );
const get = async (Id: string) =>
  (await s3.send(new GetBucketMetricsConfigurationCommand({ Bucket, Id }))).MetricsConfiguration;
const remove = (Id: string) => s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id }));

type Figures = { readonly filterId: string; readonly counts: Readonly<Record<string, number>> };

async function figures(): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>> {
  const { code, out } = await runCliFor(server, "s3", "metrics", Bucket, "--json");
  expect(code).toBe(0);
  return Object.fromEntries((JSON.parse(out) as Figures[]).map(({ filterId, counts }) => [filterId, counts]));
}

describe("configurations", () => {
  test("are kept by id, shown as they were put, replaced and removed", async () => {
    expect(await refusalOf(get("all"))).toMatchObject({ code: "NoSuchConfiguration", status: 404 });
    const filters = [
      undefined,
      { Prefix: "in/" },
      { Tag: { Key: "team", Value: "data" } },
      { AccessPointArn: "arn:aws:s3:us-east-1:123456789012:accesspoint/point" },
      { And: { Prefix: "in/", Tags: [{ Key: "a", Value: "b" }] } },
    ] as const;
    for (const Filter of filters) {
      await put("one", Filter === undefined ? {} : ({ Filter } as object));
      expect(await get("one")).toEqual(Filter === undefined ? { Id: "one" } : { Id: "one", Filter });
    }
    await remove("one");
    expect(await refusalOf(remove("one"))).toMatchObject({ code: "NoSuchConfiguration", status: 404 });
  });

  test("are listed by id, 100 a page", async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `id-${String(index).padStart(3, "0")}`);
    for (const id of ids.toReversed()) await put(id);
    const list = (ContinuationToken?: string) =>
      s3.send(new ListBucketMetricsConfigurationsCommand({ Bucket, ContinuationToken }));
    const first = await list();
    expect([first.IsTruncated, first.MetricsConfigurationList?.length]).toEqual([true, 100]);
    const second = await list(first.NextContinuationToken);
    const all = [...(first.MetricsConfigurationList ?? []), ...(second.MetricsConfigurationList ?? [])];
    expect(all.map(({ Id }) => Id)).toEqual(ids);
    expect([second.IsTruncated, second.NextContinuationToken]).toEqual([false, undefined]);
  });

  test("that cannot be are refused", async () => {
    const refused = async (id: string, more: object) => (await refusalOf(put(id, more))).code;
    expect(await refused("a b", {})).toBe("InvalidArgument");
    expect(await refused("one", { Id: "other" })).toBe("InvalidArgument");
    expect(await refused("one", { Filter: { And: { Prefix: "x" } } })).toBe("MalformedXML");
    expect(await refused("one", { Filter: { AccessPointArn: "arn:aws:s3:::bucket" } })).toBe("InvalidArgument");
    Bucket = uniqueBucket();
    expect(await refused("one", {})).toBe("NoSuchBucket");
  });
});

describe("requests", () => {
  test("are counted under CloudWatch's names, for each configuration what it is for", async () => {
    await put("all");
    await put("in", { Filter: { Prefix: "in/" } });
    await put("tagged", { Filter: { And: { Prefix: "in/", Tags: [{ Key: "team", Value: "data" }] } } });
    await s3.send(new PutObjectCommand({ Bucket, Key: "in/a", Body: "12345", Tagging: "team=data" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "out/b", Body: "123" }));
    for (const Key of ["in/a", "out/b"]) await textOf((await s3.send(new GetObjectCommand({ Bucket, Key }))).Body);
    await s3.send(new HeadObjectCommand({ Bucket, Key: "in/a" }));
    await s3.send(new ListObjectsV2Command({ Bucket }));
    await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key: "in/absent" })));
    await expect.poll(async () => (await figures())["tagged"]?.["AllRequests"]).toBe(3);
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "in/a" }] } }));
    const { all, in: inside, tagged } = await figures();
    // The configurations were put by requests to the bucket, the first of which was answered when it was there.
    expect(all).toMatchObject({
      AllRequests: 11,
      GetRequests: 3,
      PutRequests: 2,
      HeadRequests: 1,
      ListRequests: 1,
      DeleteRequests: 1,
      PostRequests: 0,
      "4xxErrors": 1,
      "5xxErrors": 0,
    });
    expect(all?.["BytesUploaded"]).toBeGreaterThan(8);
    expect(inside).toMatchObject({ AllRequests: 4, GetRequests: 2, PutRequests: 1, HeadRequests: 1, "4xxErrors": 1 });
    expect(tagged).toMatchObject({
      AllRequests: 3,
      GetRequests: 1,
      PutRequests: 1,
      HeadRequests: 1,
      BytesDownloaded: 5,
    });
    const metrics = await (await fetch(`${server.endpoint}/_lakebed/metrics`)).text();
    const line = `lakebed_s3_request_metrics_total{bucket="${Bucket}",filter="in",metric="GetRequests"} 2`;
    expect(metrics).toContain(line);
    expect(metrics).toContain(`lakebed_s3_first_byte_latency_seconds_count{bucket="${Bucket}",filter="in"} 4`);
    const { out } = await runCliFor(server, "s3", "metrics", Bucket);
    expect(out).toMatch(/ {2}GetRequests {7}3\n/);
    await remove("in");
    expect(Object.keys(await figures())).toEqual(["all", "tagged"]);
  });

  test("of buckets without configurations are not counted, and asking for a bucket that is not there is an error", async () => {
    expect(await figures()).toEqual({});
    expect((await runCliFor(server, "s3", "metrics", "not-there")).code).toBe(1);
  });
});
