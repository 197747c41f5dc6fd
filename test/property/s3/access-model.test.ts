/**
 * What S3 allows against a small model of AWS's rules: random bucket policies, access control lists, Block Public Access of bucket and account, Object Ownership and
 * owners of objects, for the owner's account, another account and nobody. The model is written from the user guide and shares nothing with what it judges but
 * the names.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Caller, Principal } from "../../../src/auth/principal.ts";
import { createCanonicalUserIds } from "../../../src/kit/canonical-user-id.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { createS3ResourceFacts } from "../../../src/services/s3/access/resource-facts.ts";
import { putBucketAclOf } from "../../../src/services/s3/acl/bucket-acl.ts";
import type { Acl, AclGrant } from "../../../src/services/s3/acl/object-acl.ts";
import { createS3 } from "../../../src/services/s3/s3.ts";
import { putBucketPolicyText } from "../../../src/services/s3/store/bucket-policy.ts";
import type { BucketRecord, ObjectOwnership, PublicAccessBlock } from "../../../src/services/s3/store/bucket-record.ts";
import { addBucket } from "../../../src/services/s3/store/buckets.ts";
import { commitVersion } from "../../../src/services/s3/store/commit-version.ts";
import { accountBlockKey } from "../../../src/services/s3/store/keys.ts";
import { encodeRecord } from "../../../src/services/s3/store/record-codec.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import { noKeys, noSealer } from "../../support/no-keys.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";

const HOME = "111122223333";
const AWAY = "999988887777";
const BUCKET = "model-bucket";
const KEY = "key";
const ids = createCanonicalUserIds();

const ACTIONS = [
  "s3:ListBucket",
  "s3:GetBucketAcl",
  "s3:PutBucketAcl",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:GetObjectAcl",
  "s3:PutObjectAcl",
  "s3:GetObjectTagging",
  "s3:GetBucketPolicyStatus",
] as const;
type Action = (typeof ACTIONS)[number];

type Who = "home" | "away" | "anonymous";
type Meant = "away" | "everybody" | "signed";
type Permission = AclGrant["permission"];

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly to: "away" | "everybody";
  readonly actions: readonly Action[];
}

interface World {
  readonly statements: readonly Statement[];
  readonly bucketAcl: readonly (readonly [Meant, Permission])[];
  readonly objectAcl: readonly (readonly [Meant, Permission])[];
  readonly ownership: ObjectOwnership;
  readonly ownBlock: PublicAccessBlock | "none";
  readonly accountBlock: PublicAccessBlock | undefined;
  readonly objectOwner: "home" | "away";
}

// The model.

const NEEDS: Partial<Record<Action, readonly ["bucket" | "object", Permission]>> = {
  "s3:ListBucket": ["bucket", "READ"],
  "s3:GetBucketAcl": ["bucket", "READ_ACP"],
  "s3:PutBucketAcl": ["bucket", "WRITE_ACP"],
  "s3:PutObject": ["bucket", "WRITE"],
  "s3:DeleteObject": ["bucket", "WRITE"],
  "s3:GetObject": ["object", "READ"],
  "s3:GetObjectAcl": ["object", "READ_ACP"],
  "s3:PutObjectAcl": ["object", "WRITE_ACP"],
};

function modelAllows(world: World, who: Who, action: Action): boolean {
  const blocked = (setting: keyof PublicAccessBlock): boolean =>
    (world.ownBlock !== "none" && world.ownBlock[setting]) || world.accountBlock?.[setting] === true;
  const isMeant = ({ to, actions }: Statement): boolean =>
    actions.includes(action) && (to === "everybody" || who === "away");
  const isPublicPolicy = world.statements.some(({ effect, to }) => effect === "Allow" && to === "everybody");
  if (isPublicPolicy && blocked("restrictPublicBuckets") && who !== "home") return false;
  if (world.statements.some((one) => one.effect === "Deny" && isMeant(one))) return false;

  const listsCount = world.ownership !== "BucketOwnerEnforced";
  const owner: Who = listsCount && isOfObject(action) ? world.objectOwner : "home";
  // An account may do everything with what it owns; its own policies decide, and here everybody is a root user.
  if (who === owner) return true;
  if (owner === "home" && world.statements.some((one) => one.effect === "Allow" && isMeant(one))) return true;
  return listsCount && listAllows(world, who, { action, ignoresPublic: blocked("ignorePublicAcls") });
}

/** The actions that the owner of the object gives, and not the owner of the bucket. */
function isOfObject(action: Action): boolean {
  return NEEDS[action]?.[0] === "object";
}

function listAllows(
  world: World,
  who: Who,
  { action, ignoresPublic }: { readonly action: Action; readonly ignoresPublic: boolean },
): boolean {
  const need = NEEDS[action];
  if (need === undefined) return false;
  const [of, permission] = need;
  if (action === "s3:DeleteObject" && world.objectOwner !== who) return false;
  const meant = (to: Meant): boolean => {
    if (to === "away") return who === "away";
    return !ignoresPublic && (to === "everybody" || who !== "anonymous");
  };
  const list = of === "bucket" ? world.bucketAcl : world.objectAcl;
  return list.some(([to, given]) => meant(to) && (given === permission || given === "FULL_CONTROL"));
}

// The world in S3's records.

const GRANTEES: Readonly<Record<Meant, AclGrant["grantee"]>> = {
  away: { canonicalUserId: ids.of(AWAY) },
  everybody: { group: "AllUsers" },
  signed: { group: "AuthenticatedUsers" },
};

function aclOf(list: World["bucketAcl"]): Acl {
  return { grants: list.map(([to, permission]) => ({ grantee: GRANTEES[to], permission })) };
}

function policyText(statements: readonly Statement[]): string {
  const resource = [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ effect, to, actions }) => ({
      Effect: effect,
      Principal: to === "everybody" ? "*" : { AWS: `arn:aws:iam::${AWAY}:root` },
      Action: actions,
      Resource: resource,
    })),
  });
}

const PRINCIPALS: Readonly<Record<Who, Principal>> = {
  home: rootOf(HOME),
  away: rootOf(AWAY),
  anonymous: { type: "anonymous" },
};

function rootOf(accountId: string): Principal {
  return { type: "root", accountId, accessKeyId: "key", arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
}

async function realAnswers(world: World): Promise<Readonly<Record<string, boolean>>> {
  const runtime = systemRuntime(silentLog());
  const storage = await openMemoryStorage(runtime);
  const { records, bytes } = storage;
  // S3 asks nobody here; the authorizer asks S3.
  const s3 = createS3({
    authorizer: policyAuthorizer({ runtime }),
    records,
    bytes,
    runtime,
    keys: noKeys,
    sealer: noSealer,
  });
  const authorizer = policyAuthorizer({ runtime, facts: { s3: createS3ResourceFacts(s3) } });
  await records.transact((transaction) => {
    const bucket: BucketRecord = {
      name: BUCKET,
      accountId: HOME,
      region: "us-east-1",
      createdMs: 0,
      versioning: "off",
      objectOwnership: world.ownership,
      publicAccessBlock: world.ownBlock,
    };
    addBucket(transaction, bucket);
    const listed = putBucketAclOf(transaction, bucket, aclOf(world.bucketAcl));
    if (world.statements.length > 0) putBucketPolicyText(transaction, listed, policyText(world.statements));
    if (world.accountBlock !== undefined)
      transaction.put(accountBlockKey(HOME), encodeRecord({ ...world.accountBlock }));
    const draft = {
      sizeBytes: 0,
      etag: "d41d8cd98f00b204e9800998ecf8427e",
      lastModifiedMs: 0,
      system: { contentType: "text/plain" },
      acl: aclOf(world.objectAcl),
      ownerAccountId: world.objectOwner === "away" ? AWAY : undefined,
    };
    commitVersion(
      transaction,
      { bytes, bucket: BUCKET, key: KEY },
      { draft, extents: [], newVersionId: "unused", cause: undefined },
    );
  });
  const answers: Record<string, boolean> = {};
  for (const who of ["home", "away", "anonymous"] as const) {
    const caller: Caller = { principal: PRINCIPALS[who], accountId: HOME, region: "us-east-1" };
    for (const action of ACTIONS) {
      const isOfKey = action.includes("Object");
      const resource = `arn:aws:s3:::${BUCKET}${isOfKey ? `/${KEY}` : ""}`;
      answers[`${who} ${action}`] = await authorizer.allows(caller, [{ action, resource }]);
    }
  }
  await s3.close();
  await storage.close();
  return answers;
}

const block = fc.record({
  blockPublicAcls: fc.boolean(),
  ignorePublicAcls: fc.boolean(),
  blockPublicPolicy: fc.boolean(),
  restrictPublicBuckets: fc.boolean(),
});
const list = fc.array(
  fc.tuple(
    fc.constantFrom<Meant>("away", "everybody", "signed"),
    fc.constantFrom<Permission>("READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"),
  ),
  { maxLength: 3 },
);
const worlds: fc.Arbitrary<World> = fc.record({
  statements: fc.array(
    fc.record({
      effect: fc.constantFrom<Statement["effect"]>("Allow", "Allow", "Deny"),
      to: fc.constantFrom<Statement["to"]>("away", "everybody"),
      actions: fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
  bucketAcl: list,
  objectAcl: list,
  ownership: fc.constantFrom<ObjectOwnership>("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
  ownBlock: fc.oneof(fc.constant("none" as const), block),
  accountBlock: fc.option(block, { nil: undefined }),
  objectOwner: fc.constantFrom<"home" | "away">("home", "away"),
});

const RUNS = 1_000;

test(`${RUNS} worlds: S3 allows what the model allows, and nothing else`, async () => {
  let allowed = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const answers = await realAnswers(world);
      const wanted: Record<string, boolean> = {};
      for (const who of ["home", "away", "anonymous"] as const)
        for (const action of ACTIONS) wanted[`${who} ${action}`] = modelAllows(world, who, action);
      const allowedNow = Object.values(wanted).filter(Boolean).length;
      allowed += allowedNow;
      refused += Object.values(wanted).length - allowedNow;
      expect(answers).toEqual(wanted);
    }),
    { numRuns: RUNS },
  );
  // Neither answer is rare, so neither goes untested.
  expect(Math.min(allowed, refused)).toBeGreaterThan(RUNS);
}, 120_000);
