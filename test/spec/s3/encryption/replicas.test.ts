/** Replicas of sealed objects: sealed as their sources are, with keys of their own bucket, and readable by whoever may read them there. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  type ReplicationRule,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../../support/iam-story.ts";
import { counted, MIB, type SealedWorld, startSealedWorld, WAYS, waysToSeal } from "./world.ts";

let world: SealedWorld;
let replicaKey = "";
/** Buckets from before 2023 take customers' keys over plain HTTP from this machine. */
beforeAll(async () => {
  world = await startSealedWorld({ s3Defaults: "legacy" });
  replicaKey = await world.newKey();
});
afterAll(() => world.close());

async function makeRole(RoleName: string, ...Action: string[]): Promise<string> {
  const iam = world.server.client(IAMClient);
  const AssumeRolePolicyDocument = trustText({ Service: "s3.amazonaws.com" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policyText({ Action });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "replicate", PolicyDocument }));
  return Role?.Arn ?? "";
}

async function versioned(): Promise<string> {
  const Bucket = await world.createBucket();
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await world.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  return Bucket;
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

async function replicating(Role: string, selectsKms = true): Promise<Pair> {
  const [from, to] = [await versioned(), await versioned()];
  const rule: ReplicationRule = {
    ID: "all",
    Status: "Enabled",
    Priority: 1,
    Filter: {},
    DeleteMarkerReplication: { Status: "Disabled" },
    ...(selectsKms ? { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } } } : {}),
    Destination: {
      Bucket: `arn:aws:s3:::${to}`,
      ...(selectsKms ? { EncryptionConfiguration: { ReplicaKmsKeyID: replicaKey } } : {}),
    },
  };
  await world.s3.send(
    new PutBucketReplicationCommand({ Bucket: from, ReplicationConfiguration: { Role, Rules: [rule] } }),
  );
  return { from, to };
}

const statusOf = async (Bucket: string, Key: string, brought: object = {}) =>
  (await world.s3.send(new HeadObjectCommand({ Bucket, Key, ...brought }))).ReplicationStatus;
const settled = (Bucket: string, Key: string, wanted: string, brought: object = {}) =>
  expect.poll(() => statusOf(Bucket, Key, brought), { timeout: 20_000 }).toBe(wanted);

describe("a source sealed by", () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await replicating(await makeRole("replication", "s3:*", "kms:*"));
  });

  test.each(WAYS)("%s has a replica sealed alike, with the same bytes", async (way) => {
    const { asked, brought, shown } = waysToSeal(world.keyArn)[way];
    for (const size of [11, 2 * MIB + 7]) {
      const Key = `${way}/${size}`;
      const body = counted(size);
      const written = await world.put(Key, body, { Bucket: pair.from, ...asked });
      await settled(pair.from, Key, "COMPLETED", brought);
      const got = await world.get(Key, { Bucket: pair.to, ...brought });
      expect(got).toMatchObject({ ReplicationStatus: "REPLICA", VersionId: written.VersionId, ETag: written.ETag });
      expect(got.ServerSideEncryption).toBe(shown);
      expect(got.SSEKMSKeyId).toBe(shown?.startsWith("aws:kms") === true ? replicaKey : undefined);
      expect(Buffer.compare(got.bytes, body)).toBe(0);
    }
  });
});

test("a source that lies open has a replica sealed as its bucket says", async () => {
  const { from, to } = await replicating(await makeRole("opener", "s3:*", "kms:*"));
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } };
  await world.s3.send(
    new PutBucketEncryptionCommand({ Bucket: to, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
  );
  const body = counted(MIB);
  await world.put("k", body, { Bucket: from });
  await settled(from, "k", "COMPLETED");
  const got = await world.get("k", { Bucket: to });
  expect(got).toMatchObject({ ServerSideEncryption: "AES256", ReplicationStatus: "REPLICA" });
  expect(Buffer.compare(got.bytes, body)).toBe(0);
});

test("objects sealed by KMS are replicated by rules that select them, by a role that may use both keys", async () => {
  const { asked } = waysToSeal(world.keyArn)["SSE-KMS"];
  const unselected = await replicating(await makeRole("unselected", "s3:*", "kms:*"), false);
  await world.put("k", "body", { Bucket: unselected.from, ...asked });
  await world.put("fence", "body", { Bucket: unselected.from });
  await settled(unselected.from, "fence", "COMPLETED");
  expect(await statusOf(unselected.from, "k")).toBeUndefined();
  const forbidden = await replicating(await makeRole("no-keys", "s3:*"));
  await world.put("k", "body", { Bucket: forbidden.from, ...asked });
  await settled(forbidden.from, "k", "FAILED");
});
