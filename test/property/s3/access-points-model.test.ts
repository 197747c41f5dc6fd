/**
 * What S3 allows through access points against a small model of AWS's rules: random policies of access point, bucket and users, Block Public Access at all four levels, access
 * points of the bucket's account and of another, with and without a VPC. The model is written from the user guide and shares nothing with what it judges but the
 * names; the requests go through the rows of S3's table, from the name in the request to the decision.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Authorizer } from "../../../src/auth/authorize.ts";
import { compilePolicy } from "../../../src/auth/policy/compile-policy.ts";
import type { Caller, Principal } from "../../../src/auth/principal.ts";
import type { AccessCheck } from "../../../src/kit/operation.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import {
  type AccessPointRecord,
  addAccessPoint,
  putAccessPointPolicyText,
} from "../../../src/services/s3/access-points/access-point-record.ts";
import { createS3ResourceFacts } from "../../../src/services/s3/access/resource-facts.ts";
import { createS3, type S3 } from "../../../src/services/s3/s3.ts";
import { s3Operations } from "../../../src/services/s3/service.ts";
import { putBucketPolicyText } from "../../../src/services/s3/store/bucket-policy.ts";
import type { BucketRecord, PublicAccessBlock } from "../../../src/services/s3/store/bucket-record.ts";
import { addBucket } from "../../../src/services/s3/store/buckets.ts";
import { accountBlockKey } from "../../../src/services/s3/store/keys.ts";
import { encodeRecord } from "../../../src/services/s3/store/record-codec.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import { noKeys, noSealer } from "../../support/no-keys.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";

const ACCOUNTS = { home: "111122223333", away: "999988887777" } as const;
const REGION = "us-east-1";
const BUCKET = "model-bucket";
const KEY = "key";
const VPC = "vpc-1";
const ALIAS = `point-${"a".repeat(34)}-s3alias`;

type Account = keyof typeof ACCOUNTS;
const ACTIONS = { "s3:GetObject": "GetObject", "s3:PutObject": "PutObject", "s3:ListBucket": "ListObjectsV2" } as const;
type Action = keyof typeof ACTIONS;

const WHO = ["home root", "home user", "away root", "away user", "nobody"] as const;
type Who = (typeof WHO)[number];

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly to: "home user" | "away account" | "everybody";
  readonly actions: readonly Action[];
  /** Holds only for requests through such an access point. */
  readonly when: "always" | "of home" | "of away" | "this one" | "from a VPC";
}

interface World {
  readonly owner: Account;
  readonly hasVpc: boolean;
  readonly isInVpc: boolean;
  readonly point: readonly Statement[];
  readonly bucket: readonly Statement[];
  /** Which resources the policies of both users name. */
  readonly users: readonly ("point" | "bucket")[];
  /** Whether RestrictPublicBuckets is on. */
  readonly restricts: Readonly<Record<"point" | "bucket" | Account, boolean>>;
}

// The model.

const accountOf = (who: Who): Account | undefined =>
  who === "nobody" ? undefined : who.startsWith("home") ? "home" : "away";

function modelAllows(world: World, who: Who, action: Action): boolean {
  if (who === "nobody") return false;
  if (world.hasVpc && !world.isInVpc) return false;
  return (["point", "bucket"] as const).every((side) => modelSide(world, { side, who, action }));
}

function modelSide(
  world: World,
  { side, who, action }: { readonly side: "point" | "bucket"; readonly who: Who; readonly action: Action },
): boolean {
  const account = accountOf(who);
  const owner = side === "point" ? world.owner : "home";
  const statements = world[side];
  const isStranger = account !== "home" && account !== world.owner;
  if (isStranger && isPublic(world, side) && isRestricted(world, side)) return false;
  const applies = (one: Statement): boolean => one.actions.includes(action) && holds(world, one);
  const names = ({ to }: Statement): boolean =>
    to === "everybody" || (to === "home user" ? who === "home user" : account === "away");
  if (statements.some((one) => one.effect === "Deny" && applies(one) && names(one))) return false;
  const own = who.endsWith("root") || world.users.includes(side);
  const isAllowed = (meant: (one: Statement) => boolean): boolean =>
    statements.some((one) => one.effect === "Allow" && applies(one) && meant(one));
  // Within the account, naming the account leaves it to the account's own policies; across, both must allow.
  if (account === owner) return own || isAllowed((one) => names(one) && one.to !== "away account");
  return own && isAllowed(names);
}

function holds(world: World, { when }: Statement): boolean {
  if (when === "of home" || when === "of away") return world.owner === when.slice("of ".length);
  return when === "from a VPC" ? world.hasVpc : true;
}

function isPublic(world: World, side: "point" | "bucket"): boolean {
  if (side === "point" && world.hasVpc) return false;
  const narrowing = side === "point" ? ["of home", "of away"] : ["of home", "of away", "this one"];
  return world[side].some(
    ({ effect, to, when }) => effect === "Allow" && to === "everybody" && !narrowing.includes(when),
  );
}

function isRestricted({ restricts, owner }: World, side: "point" | "bucket"): boolean {
  return restricts.point || restricts.bucket || restricts.home || (side === "point" && restricts[owner]);
}

// The world in S3's records.

const place = (owner: Account) => ({ accountId: ACCOUNTS[owner], region: REGION, name: "point" });
const arnOf = (owner: Account): string => `arn:aws:s3:${REGION}:${ACCOUNTS[owner]}:accesspoint/point`;
const resourcesOf = (side: "point" | "bucket", owner: Account): readonly string[] =>
  side === "point"
    ? [arnOf(owner), `${arnOf(owner)}/object/*`]
    : [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];

function policyText(statements: readonly Statement[], side: "point" | "bucket", owner: Account): string {
  const principals: Readonly<Record<Statement["to"], unknown>> = {
    everybody: "*",
    "home user": { AWS: `arn:aws:iam::${ACCOUNTS.home}:user/user` },
    "away account": { AWS: ACCOUNTS.away },
  };
  const conditions: Readonly<Record<Statement["when"], object | undefined>> = {
    always: undefined,
    "of home": { StringEquals: { "s3:DataAccessPointAccount": ACCOUNTS.home } },
    "of away": { StringEquals: { "s3:DataAccessPointAccount": ACCOUNTS.away } },
    "this one": { ArnEquals: { "s3:DataAccessPointArn": arnOf(owner) } },
    "from a VPC": { StringEquals: { "s3:AccessPointNetworkOrigin": "VPC" } },
  };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ effect, to, actions, when }) => ({
      Effect: effect,
      Principal: principals[to],
      Action: actions,
      Resource: resourcesOf(side, owner),
      Condition: conditions[when],
    })),
  });
}

function principalOf(who: Who): Principal {
  const account = accountOf(who);
  if (account === undefined) return { type: "anonymous" };
  const accountId = ACCOUNTS[account];
  const known = { accountId, accessKeyId: "key" };
  const arn = `arn:aws:iam::${accountId}:`;
  return who.endsWith("root")
    ? { type: "root", ...known, userId: accountId, arn: `${arn}root` }
    : { type: "user", ...known, userId: "AIDACKCEVSQ6C2EXAMPLE", userName: "user", arn: `${arn}user/user` };
}

const blockOf = (restrictPublicBuckets: boolean): PublicAccessBlock => ({
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets,
});

function authorizerOf(world: World, s3: S3): Authorizer {
  const Resource = world.users.flatMap((side) => resourcesOf(side, world.owner));
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource }] });
  const identity = Resource.length === 0 ? [] : [compilePolicy({ layer: "identity-policy", id: "user/policy" }, text)];
  return policyAuthorizer({
    runtime: s3.runtime,
    facts: { s3: createS3ResourceFacts(s3) },
    policiesOf: () =>
      Promise.resolve({ identity, boundary: undefined, tags: {}, isServiceLinkedRole: false, isThere: true }),
  });
}

async function fill(world: World, { records }: S3): Promise<void> {
  await records.transact((transaction) => {
    const bucket: BucketRecord = {
      name: BUCKET,
      accountId: ACCOUNTS.home,
      region: REGION,
      createdMs: 0,
      versioning: "off",
      publicAccessBlock: blockOf(world.restricts.bucket),
    };
    addBucket(transaction, bucket);
    if (world.bucket.length > 0)
      putBucketPolicyText(transaction, bucket, policyText(world.bucket, "bucket", world.owner));
    const point: AccessPointRecord = {
      ...place(world.owner),
      alias: ALIAS,
      bucket: BUCKET,
      bucketAccountId: ACCOUNTS.home,
      createdMs: 0,
      vpcId: world.hasVpc ? VPC : undefined,
      publicAccessBlock: blockOf(world.restricts.point),
    };
    addAccessPoint(transaction, point);
    if (world.point.length > 0)
      putAccessPointPolicyText(transaction, point, policyText(world.point, "point", world.owner));
    for (const account of ["home", "away"] as const)
      transaction.put(accountBlockKey(ACCOUNTS[account]), encodeRecord(blockOf(world.restricts[account])));
  });
}

interface Row {
  resolve(input: object, context: object, s3: S3): unknown;
  access(input: unknown, context: object): readonly AccessCheck[];
}

async function realAnswers(world: World): Promise<Readonly<Record<string, boolean>>> {
  const runtime = systemRuntime(silentLog());
  const storage = await openMemoryStorage(runtime);
  const { records, bytes } = storage;
  const s3 = createS3({
    authorizer: policyAuthorizer({ runtime }),
    records,
    bytes,
    runtime,
    keys: noKeys,
    sealer: noSealer,
  });
  await fill(world, s3);
  const authorizer = authorizerOf(world, s3);
  const endpoint = { vpcEndpointId: "vpce-1", vpcId: VPC, accountId: ACCOUNTS.home };
  const origin = { requestId: "r", sourceIp: "10.0.0.1", isSecure: true };
  const answers: Record<string, boolean> = {};
  for (const who of WHO) {
    const principal = principalOf(who);
    const accountId = "accountId" in principal ? principal.accountId : ACCOUNTS.home;
    const caller: Caller = {
      principal,
      accountId,
      region: REGION,
      origin: world.isInVpc ? { ...origin, vpcEndpoint: endpoint } : origin,
    };
    for (const [action, operation] of Object.entries(ACTIONS))
      for (const Bucket of [ALIAS, arnOf(world.owner)]) {
        const row = s3Operations[operation] as unknown as Row;
        const context = { ...caller, host: "127.0.0.1", nowMs: 0 };
        const input = await row.resolve({ Bucket, Key: KEY }, context, s3);
        const name = `${who} ${action}`;
        const answer = await authorizer.allows(caller, row.access(input, context));
        expect(answers[name] ?? answer, `${name}: alias and ARN are one`).toBe(answer);
        answers[name] = answer;
      }
  }
  await s3.close();
  await storage.close();
  return answers;
}

const statements: fc.Arbitrary<Statement[]> = fc.array(
  fc.record({
    effect: fc.constantFrom<Statement["effect"]>("Allow", "Allow", "Allow", "Deny"),
    to: fc.constantFrom<Statement["to"]>("home user", "away account", "everybody", "everybody"),
    actions: fc.uniqueArray(fc.constantFrom(...(Object.keys(ACTIONS) as Action[])), { minLength: 1, maxLength: 3 }),
    when: fc.constantFrom<Statement["when"]>("always", "of home", "of away", "this one", "from a VPC"),
  }),
  { maxLength: 3 },
);
const rarely = fc.constantFrom(false, false, false, true);
const worlds: fc.Arbitrary<World> = fc.record({
  owner: fc.constantFrom<Account>("home", "home", "away"),
  hasVpc: rarely,
  isInVpc: fc.boolean(),
  point: statements,
  bucket: statements,
  users: fc.subarray<"point" | "bucket">(["point", "bucket"]),
  restricts: fc.record({ point: rarely, bucket: rarely, home: rarely, away: rarely }),
});

const RUNS = 1_000;

test(`${RUNS} worlds: S3 allows through access points what the model allows, and nothing else`, async () => {
  const count = { allowed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const wanted: Record<string, boolean> = {};
      for (const who of WHO)
        for (const action of Object.keys(ACTIONS) as Action[]) {
          const answer = modelAllows(world, who, action);
          wanted[`${who} ${action}`] = answer;
          count[answer ? "allowed" : "refused"] += 1;
        }
      expect(await realAnswers(world)).toEqual(wanted);
    }),
    { numRuns: RUNS },
  );
  // Neither answer is rare, so neither goes untested.
  expect(Math.min(count.allowed, count.refused)).toBeGreaterThan(RUNS);
}, 120_000);
