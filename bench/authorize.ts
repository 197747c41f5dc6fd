/**
 * What deciding costs on the way of one S3 GetObject, in microseconds on one core: for the root user, for a user with four identity policies, a
 * boundary and a bucket policy, each on the store in memory and on disk. Run: `npx tsx bench/authorize.ts [iterations]`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPolicyAuthorizer } from "../src/auth/policy-authorizer.ts";
import type { Caller, UserPrincipal } from "../src/auth/principal.ts";
import { rootPrincipal } from "../src/auth/credentials.ts";
import { createSealer } from "../src/auth/sealer.ts";
import type { AccessCheck } from "../src/kit/operation.ts";
import { silentLog } from "../src/runtime/log.ts";
import { systemRuntime } from "../src/runtime/runtime.ts";
import { createIam } from "../src/services/iam/iam.ts";
import { createIdentities } from "../src/services/iam/identities.ts";
import { addUser } from "../src/services/iam/store/users.ts";
import { createGuardrails } from "../src/services/organizations/guardrails.ts";
import { createS3ResourceFacts } from "../src/services/s3/access/resource-facts.ts";
import { createS3 } from "../src/services/s3/s3.ts";
import { putBucketPolicyText } from "../src/services/s3/store/bucket-policy.ts";
import { addBucket, readBucket } from "../src/services/s3/store/buckets.ts";
import { openMemoryStorage } from "../src/storage/memory-storage.ts";
import { openStorage } from "../src/storage/open-storage.ts";
import type { Storage } from "../src/storage/storage.ts";
import { noKeys, noSealer } from "../test/support/no-keys.ts";

const ACCOUNT = "123456789012";
const ITERATIONS = Number(process.argv[2] ?? 50_000);
const runtime = systemRuntime(silentLog());

const principal: UserPrincipal = {
  type: "user",
  accountId: ACCOUNT,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  userId: "AIDACKCEVSQ6C2EXAMPLE",
  userName: "ann",
};
const origin = { requestId: "r", sourceIp: "::ffff:10.0.0.7", isSecure: true, userAgent: "aws-sdk-js/3" };
const user: Caller = { principal, accountId: ACCOUNT, region: "us-east-1", origin };
const root: Caller = { ...user, principal: rootPrincipal(ACCOUNT, "AKIAROOT") };

const text = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], more: object = {}): object => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const INLINE = [
  text(allow(["athena:*", "glue:Get*"], "*"), allow("sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/pipeline-*`)),
  text(
    allow(["s3:ListBucket"], "arn:aws:s3:::lake", {
      Condition: { StringLike: { "s3:prefix": "home/${aws:username}/*" } },
    }),
  ),
  text(
    allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::lake/home/${aws:username}/*"),
    allow("s3:GetObject", ["arn:aws:s3:::*/raw/*", "arn:aws:s3:::lake/curated/*"], {
      Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"] } },
    }),
  ),
  text({ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
];
const BOUNDARY = text(allow(["s3:*", "glue:*", "athena:*"], "*"), { Effect: "Deny", Action: "iam:*", Resource: "*" });
const BUCKET_POLICY = text(
  { ...allow("s3:GetObject", "arn:aws:s3:::lake/public/*"), Principal: { AWS: "arn:aws:iam::111122223333:root" } },
  {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  },
);

async function fill(storage: Storage): Promise<void> {
  await storage.records.transact((transaction) => {
    for (const name of ["lake", "plain"])
      addBucket(transaction, { name, accountId: ACCOUNT, region: "us-east-1", createdMs: 0, versioning: "off" });
    const lake = readBucket(transaction, "lake");
    if (lake !== undefined) putBucketPolicyText(transaction, lake, BUCKET_POLICY);
    addUser(transaction, ACCOUNT, {
      id: principal.userId,
      name: principal.userName,
      path: "/",
      createdMs: 0,
      attached: [],
      inline: INLINE.map((document, index) => ({ name: `p${index}`, document })),
      tags: [],
      groups: [],
    });
  });
}

async function measure(storage: Storage, label: string): Promise<void> {
  await fill(storage);
  const sealer = createSealer(new Uint8Array(32), runtime.random);
  const { records, bytes } = storage;
  const identities = createIdentities(createIam({ records, runtime, sealer }));
  const guardrails = createGuardrails(records);
  const boundary = {
    boundary: (await import("../src/auth/policy/compile-policy.ts")).compilePolicy(
      { layer: "permissions-boundary", id: "b" },
      BOUNDARY,
    ),
  };
  const bounded = {
    ...identities,
    policiesOf: async (who: never) => ({ ...(await identities.policiesOf(who)), ...boundary }),
  };
  const authorizer = createPolicyAuthorizer({
    ports: () => ports,
    decisionLog: { allowed: () => {}, refused: () => {} },
    sealer,
    runtime,
  });
  const facts = createS3ResourceFacts(
    createS3({ authorizer, records, bytes, runtime, keys: noKeys, sealer: noSealer }),
  );
  const ports = {
    identities: () => bounded,
    guardrails: () => guardrails,
    resourceFacts: new Map([["s3", () => facts]]),
  };
  const cases: readonly (readonly [string, Caller, string])[] = [
    ["root, no bucket policy", root, "plain"],
    ["root, bucket policy", root, "lake"],
    ["user with 4 policies and boundary, no bucket policy", user, "plain"],
    ["user with 4 policies, boundary and bucket policy", user, "lake"],
  ];
  for (const [name, caller, bucket] of cases) {
    const check: AccessCheck[] = [
      { action: "s3:GetObject", resource: `arn:aws:s3:::${bucket}/raw/2026/11/23/part-0001.parquet` },
    ];
    const run = async (): Promise<number> => {
      // Time on the processor, so that other work on the machine does not count.
      const start = process.cpuUsage();
      for (let index = 0; index < ITERATIONS; index++) await authorizer.authorize(caller, check, "s3");
      const { user: ownUs, system } = process.cpuUsage(start);
      return (ownUs + system) / ITERATIONS;
    };
    await run();
    const times = [await run(), await run(), await run()].sort((one, other) => one - other);
    process.stdout.write(`${label.padEnd(8)} ${name.padEnd(52)} ${(times[1] ?? 0).toFixed(2)} us\n`);
  }
}

const memory = await openMemoryStorage(runtime);
await measure(memory, "memory");
await memory.close();
const directory = await mkdtemp(join(tmpdir(), "lakebed-bench-"));
const disk = await openStorage(runtime, { dataDirectory: directory, records: "lmdb", blobs: "filesystem" });
await measure(disk, "lmdb");
await disk.close();
await rm(directory, { recursive: true });
