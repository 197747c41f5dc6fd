/** Tags of buckets by S3 Control, and as condition keys where attribute-based access control is enabled. */
import {
  DeleteBucketTaggingCommand,
  GetBucketAbacCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketAbacCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  ListTagsForResourceCommand,
  type S3ControlClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type AclFixture, OTHER, OWNER, startAcls } from "./acl-fixture.ts";
import { refusalOf } from "./fixture.ts";

let acls: AclFixture;
let control: S3ControlClient;
beforeAll(async () => {
  acls = await startAcls();
  control = acls.control(OWNER);
});
afterAll(() => acls.close());

const resource = (Bucket: string) => ({ AccountId: OWNER, ResourceArn: `arn:aws:s3:::${Bucket}` });
const tag = (Bucket: string, tags: Record<string, string>) =>
  control.send(
    new TagResourceCommand({
      ...resource(Bucket),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
const tagsOf = async (Bucket: string) => {
  const { Tags } = await control.send(new ListTagsForResourceCommand(resource(Bucket)));
  return Object.fromEntries(Tags?.map(({ Key, Value }) => [Key, Value]) ?? []);
};
const setAbac = (Bucket: string, Status: string) =>
  acls.owner.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: Status as "Enabled" } }));
const abac = async (Bucket: string) => (await acls.owner.send(new GetBucketAbacCommand({ Bucket }))).AbacStatus?.Status;

test("TagResource adds and replaces, UntagResource removes; both are the tags of GetBucketTagging", async () => {
  const Bucket = await acls.createBucket();
  expect(await tagsOf(Bucket)).toEqual({});
  await tag(Bucket, { team: "ml", stage: "test" });
  await tag(Bucket, { stage: "live", owner: "anna" });
  expect(await tagsOf(Bucket)).toEqual({ team: "ml", stage: "live", owner: "anna" });
  await control.send(new UntagResourceCommand({ ...resource(Bucket), TagKeys: ["team", "owner", "absent"] }));
  expect(await tagsOf(Bucket)).toEqual({ stage: "live" });
  const { TagSet } = await acls.owner.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual([{ Key: "stage", Value: "live" }]);
});

test("no more than fifty tags, of buckets that are there, of the caller's account", async () => {
  const Bucket = await acls.createBucket();
  const many = (count: number, from = 0) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, "v"]));
  await tag(Bucket, many(30));
  await expectServiceError(tag(Bucket, many(21, 30)), { name: "BadRequest", status: 400 });
  await tag(Bucket, many(20, 30));
  await expectServiceError(tag("not-there-at-all", { a: "b" }), { name: "NoSuchBucket", status: 404 });
  const foreign = new ListTagsForResourceCommand({ ...resource(Bucket), AccountId: OTHER });
  await expectServiceError(control.send(foreign), { name: "AccessDenied", status: 403 });
});

test("is off until it is enabled; then tags are changed by S3 Control only (assumed code)", async () => {
  const Bucket = await acls.createBucket();
  expect(await abac(Bucket)).toBe("Disabled");
  expect(await refusalOf(setAbac(Bucket, "Perhaps"))).toMatchObject({ code: "MalformedXML", status: 400 });
  await setAbac(Bucket, "Enabled");
  expect(await abac(Bucket)).toBe("Enabled");
  const TagSet = [{ Key: "team", Value: "ml" }];
  const refusal = { code: "MethodNotAllowed", status: 405 };
  const putTagging = () => acls.owner.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect(await refusalOf(putTagging())).toMatchObject(refusal);
  expect(await refusalOf(acls.owner.send(new DeleteBucketTaggingCommand({ Bucket })))).toMatchObject(refusal);
  await tag(Bucket, { team: "ml" });
  await setAbac(Bucket, "Disabled");
  await putTagging();
});

test.each(["aws:ResourceTag/Team", "s3:BucketTag/Team"])(
  "%s decides on a bucket and its objects while it is enabled",
  async (key) => {
    const Bucket = await acls.createBucket();
    await acls.owner.send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    const statement = {
      Effect: "Allow",
      Principal: { AWS: OTHER },
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { StringEquals: { [key]: "ml" } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await acls.owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const deeds = [
      () => acls.other.send(new GetObjectCommand({ Bucket, Key: "k" })),
      () => acls.other.send(new ListObjectsV2Command({ Bucket })),
    ];
    const refused = async (): Promise<void> => {
      for (const deed of deeds) expect(await refusalOf(deed())).toMatchObject({ code: "AccessDenied", status: 403 });
    };
    await tag(Bucket, { Team: "ml" });
    await refused();
    await setAbac(Bucket, "Enabled");
    for (const deed of deeds) await deed();
    await tag(Bucket, { Team: "sales" });
    await refused();
  },
);
