/**
 * The `Keys` port, as S3 and others will use it: over the real authorizer, in the name of a caller that came through a service.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compilePolicy } from "../../../src/auth/policy/compile-policy.ts";
import { createSealer } from "../../../src/auth/sealer.ts";
import type { Caller } from "../../../src/auth/principal.ts";
import type { AuditEntry } from "../../../src/kit/ports/audit-trail.ts";
import type { Keys } from "../../../src/kit/ports/keys.ts";
import { manualClock } from "../../../src/runtime/clock.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { createKeys } from "../../../src/services/kms/keys.ts";
import { createKms, type Kms } from "../../../src/services/kms/kms.ts";
import { sweepDue } from "../../../src/services/kms/keys/sweep.ts";
import { putGrant } from "../../../src/services/kms/grants/grants.ts";
import { findKeyById } from "../../../src/services/kms/keys/find-key.ts";
import { setDeletion } from "../../../src/services/kms/keys/deletion.ts";
import { createKmsResourceFacts } from "../../../src/services/kms/resource-facts.ts";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import { policyPrincipals } from "../../../src/services/iam/policy-principals.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";
import { policy } from "./principals.ts";

const ACCOUNT = "123456789012";
const NOW = Date.UTC(2026, 10, 23);

let kms: Kms;
let keys: Keys;
let told: AuditEntry[];
beforeEach(() => {
  const runtime = systemRuntime(silentLog(), manualClock(NOW));
  const records = openMemoryRecordStore({});
  kms = createKms({
    records,
    runtime,
    sealer: createSealer(new Uint8Array(32), runtime.random),
    principals: policyPrincipals,
  });
  const useThroughS3 = compilePolicy(
    { layer: "identity-policy", id: "use" },
    policy({ Action: ["kms:GenerateDataKey", "kms:Decrypt"] }),
  );
  const authorizer = policyAuthorizer({
    runtime,
    facts: { kms: createKmsResourceFacts(kms) },
    policiesOf: () =>
      Promise.resolve({
        identity: [useThroughS3],
        boundary: undefined,
        tags: {},
        isServiceLinkedRole: false,
        isThere: true,
      }),
  });
  told = [];
  keys = createKeys(kms, { authorizer, trail: { recordsData: false, record: (entry) => void told.push(entry) } });
});
afterEach(() => kms.close());

const caller = (calledVia?: readonly string[]): Caller => ({
  principal: {
    type: "user",
    accountId: ACCOUNT,
    accessKeyId: "AKIA",
    arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    userId: "AIDA",
    userName: "alice",
  },
  accountId: ACCOUNT,
  region: "us-east-1",
  calledVia,
});
const THROUGH_S3 = caller(["athena.amazonaws.com", "s3.amazonaws.com"]);

describe("the key of a service", () => {
  test("is made at the first use and seals for whoever comes through the service", async () => {
    const context = { "aws:s3:arn": "arn:aws:s3:::bucket/key" };
    const made = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", context);
    expect(made.plaintext).toHaveLength(32);
    expect(made.keyArn).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\//);
    expect(Buffer.from(await keys.decrypt(THROUGH_S3, made.ciphertext, context))).toEqual(Buffer.from(made.plaintext));
    const again = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", context);
    expect(again.keyArn).toBe(made.keyArn);
    expect(again.ciphertext).not.toEqual(made.ciphertext);
  });

  test("is not for direct use, nor for another service", async () => {
    const { ciphertext } = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", {});
    for (const other of [caller(), caller(["s3.amazonaws.com", "glue.amazonaws.com"])]) {
      await expect(keys.generateDataKey(other, "alias/aws/s3", {})).rejects.toMatchObject({
        code: "AccessDeniedException",
      });
      await expect(keys.decrypt(other, ciphertext, {})).rejects.toMatchObject({ code: "AccessDeniedException" });
    }
  });

  test("opens nothing under another context, and no bytes that name no key", async () => {
    const { ciphertext } = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", { a: "1" });
    await expect(keys.decrypt(THROUGH_S3, ciphertext, { a: "2" })).rejects.toMatchObject({
      code: "InvalidCiphertextException",
    });
    await expect(keys.decrypt(THROUGH_S3, new Uint8Array(100), {})).rejects.toMatchObject({
      code: "InvalidCiphertextException",
    });
  });
});

test("a grant to a service lets it use the key for the resource that the grant names, and for no other", async () => {
  const place = { accountId: ACCOUNT, region: "us-east-1" };
  const { keyArn } = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", {});
  const keyId = keyArn.slice(keyArn.lastIndexOf("/") + 1);
  const service = (sourceArn: string): Caller => ({
    principal: { type: "service", service: "logging.s3.amazonaws.com", accountId: ACCOUNT },
    ...place,
    conditions: { "aws:SourceArn": sourceArn },
  });
  const seal = (sourceArn: string) => keys.generateDataKey(service(sourceArn), keyArn, {});
  await expect(seal("arn:aws:s3:::logged")).rejects.toMatchObject({ code: "AccessDeniedException" });
  await kms.records.transact((transaction) =>
    putGrant(transaction, place, keyId, {
      grantId: "g",
      createdMs: NOW,
      issuingAccount: ACCOUNT,
      granteeServicePrincipal: "logging.s3.amazonaws.com",
      operations: ["GenerateDataKey"],
      constraints: { SourceArn: "arn:aws:s3:::logged" },
    }),
  );
  expect((await seal("arn:aws:s3:::logged")).plaintext).toHaveLength(32);
  await expect(seal("arn:aws:s3:::other")).rejects.toMatchObject({ code: "AccessDeniedException" });
});

describe("the sweep", () => {
  test("takes a key's material off the disk once its deletion is due", async () => {
    const { keyArn, ciphertext } = await keys.generateDataKey(THROUGH_S3, "alias/aws/s3", {});
    const id = keyArn.slice(keyArn.lastIndexOf("/") + 1);
    const place = { accountId: ACCOUNT, region: "us-east-1" };
    await kms.records.transact((transaction) => {
      const found = findKeyById(transaction, place, id, { nowMs: NOW });
      if (found !== undefined) setDeletion(transaction, place, found.key, { windowDays: 7, dueMs: NOW + 1000 });
    });
    const left = () =>
      kms.records.read((reader) => reader.range({ prefix: ["kms"], limit: 100 }).map(({ key }) => key.slice(3, 5)));
    expect(await sweepDue(kms.records, NOW + 999)).toBe(0);
    expect((await left()).map(([kind]) => kind)).toEqual(["alias", "alias-of", "backing", "key", "material"]);
    expect(await sweepDue(kms.records, NOW + 1000)).toBe(1);
    expect(await left()).toEqual([]);
    await expect(keys.decrypt(THROUGH_S3, ciphertext, {})).rejects.toMatchObject({ code: "AccessDeniedException" });
  });
});
