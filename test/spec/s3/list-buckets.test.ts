import { CreateBucketCommand, ListBucketsCommand, paginateListBuckets } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
const NAMES = ["raw-a", "raw-b", "raw-c", "curated-a", "raw.d"];

beforeAll(async () => {
  fixture = await startS3();
  for (const Bucket of NAMES) await fixture.s3.send(new CreateBucketCommand({ Bucket }));
  await fixture.s3.send(
    new CreateBucketCommand({ Bucket: "raw-eu", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
});
afterAll(() => fixture.close());

describe("behaviour", () => {
  test("lists the buckets of all Regions in name order, with the owner", async () => {
    const { Buckets = [], Owner, ContinuationToken } = await fixture.s3.send(new ListBucketsCommand({}));
    expect(Buckets.map((bucket) => bucket.Name)).toEqual([...NAMES, "raw-eu", fixture.bucket].sort());
    expect(Buckets.every((bucket) => bucket.CreationDate instanceof Date)).toBe(true);
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(ContinuationToken).toBeUndefined();
  });

  test("shows Regions only when the request has a parameter", async () => {
    const plain = await fixture.s3.send(new ListBucketsCommand({}));
    expect(plain.Buckets?.some((bucket) => bucket.BucketRegion !== undefined)).toBe(false);
    const asked = await fixture.s3.send(new ListBucketsCommand({ MaxBuckets: 100 }));
    expect(asked.Buckets?.find((bucket) => bucket.Name === "raw-eu")?.BucketRegion).toBe("eu-west-1");
  });

  test("filters by prefix and by Region", async () => {
    const byPrefix = await fixture.s3.send(new ListBucketsCommand({ Prefix: "raw-" }));
    expect(byPrefix.Prefix).toBe("raw-");
    expect(byPrefix.Buckets?.map((bucket) => bucket.Name)).toEqual(["raw-a", "raw-b", "raw-c", "raw-eu"]);
    const byRegion = await fixture.s3.send(new ListBucketsCommand({ BucketRegion: "eu-west-1" }));
    expect(byRegion.Buckets?.map((bucket) => bucket.Name)).toEqual(["raw-eu"]);
  });

  test.each([1, 2, 3, 7])("pages of %d together are the whole list", async (pageSize) => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListBuckets({ client: fixture.s3, pageSize }, {})) {
      expect(page.Buckets?.length).toBeLessThanOrEqual(pageSize);
      names.push(...(page.Buckets ?? []).map((bucket) => bucket.Name));
    }
    expect(names).toEqual([...NAMES, "raw-eu", fixture.bucket].sort());
  });

  test("the last page has no token, also when it is full", async () => {
    const page = await fixture.s3.send(new ListBucketsCommand({ Prefix: "curated-", MaxBuckets: 1 }));
    expect(page.Buckets).toHaveLength(1);
    expect(page.ContinuationToken).toBeUndefined();
  });
});

describe("errors", () => {
  test.each([0, 10_001, -1])("max-buckets %d is InvalidArgument", async (MaxBuckets) => {
    expect(await refusalOf(fixture.s3.send(new ListBucketsCommand({ MaxBuckets })))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
    });
  });

  test("a token that is not ours is InvalidArgument", async () => {
    expect(await refusalOf(fixture.s3.send(new ListBucketsCommand({ ContinuationToken: "§$%" })))).toMatchObject({
      code: "InvalidArgument",
    });
  });
});
