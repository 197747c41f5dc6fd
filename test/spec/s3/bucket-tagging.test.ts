import {
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  Bucket = await fixture.createBucket();
});

const getTags = (bucket = Bucket) => fixture.s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
const putTags = (TagSet: Tag[], bucket = Bucket) =>
  fixture.s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } }));
const deleteTags = (bucket = Bucket) => fixture.s3.send(new DeleteBucketTaggingCommand({ Bucket: bucket }));
const tag = (Key: string, Value: string): Tag => ({ Key, Value });
const NO_TAGS = { code: "NoSuchTagSet", status: 404, message: "The TagSet does not exist" };

describe("tagging a bucket", () => {
  test("replaces the whole set", async () => {
    expect(await refusalOf(getTags())).toMatchObject(NO_TAGS);
    await putTags([tag("tag1", "tag1"), tag("tag2", "")]);
    expect((await getTags()).TagSet).toEqual([tag("tag1", "tag1"), tag("tag2", "")]);
    expect((await putTags([tag("tag3", "tag3")])).$metadata.httpStatusCode).toBe(204);
    expect((await getTags()).TagSet).toEqual([tag("tag3", "tag3")]);
  });

  test("is undone by deleting the tags, and by an empty set", async () => {
    await putTags([tag("a", "b")]);
    expect((await deleteTags()).$metadata.httpStatusCode).toBe(204);
    expect(await refusalOf(getTags())).toMatchObject(NO_TAGS);
    await putTags([tag("a", "b")]);
    await putTags([]);
    expect(await refusalOf(getTags())).toMatchObject(NO_TAGS);
    await deleteTags();
  });

  test("has room for fifty tags", async () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`, "v"));
    await putTags(tags(50));
    expect((await getTags()).TagSet).toHaveLength(50);
    expect(await refusalOf(putTags(tags(51)))).toMatchObject({ code: "BadRequest", status: 400 });
  });

  test("is refused by the rules of tags", async () => {
    expect(await refusalOf(putTags([tag("Key1", "a"), tag("Key1", "b")]))).toMatchObject({
      code: "InvalidTag",
      fields: { TagKey: "Key1" },
    });
    expect(await refusalOf(putTags([tag("aws:x", "a")]))).toMatchObject({
      message: "System tags cannot be added/updated by requester",
    });
  });

  test("is refused in no bucket", async () => {
    const calls = [getTags, deleteTags, (bucket: string) => putTags([], bucket)];
    for (const call of calls) {
      expect(await refusalOf(call("no-such-bucket-here"))).toMatchObject({ code: "NoSuchBucket", status: 404 });
    }
  });
});
