/**
 * The guardrails port: what two processes on one store see, and what the authorizer is told.
 */
import { describe, expect, test } from "vitest";
import { createGuardrails } from "../../../src/services/organizations/guardrails.ts";
import { createAccount } from "../../../src/services/organizations/accounts.ts";
import { createOrganization } from "../../../src/services/organizations/organization.ts";
import { attachPolicy, createPolicy, detachPolicy } from "../../../src/services/organizations/policy-changes.ts";
import { enablePolicyType } from "../../../src/services/organizations/policy-types.ts";
import { countChange, type OrganizationRecord } from "../../../src/services/organizations/records.ts";
import { createOu } from "../../../src/services/organizations/organizational-units.ts";
import { moveAccount } from "../../../src/services/organizations/accounts.ts";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import type { RecordStore, Transaction } from "../../../src/storage/record-store.ts";

const MANAGEMENT = "111111111111";
const MEMBER = "222222222222";
const SCP = "SERVICE_CONTROL_POLICY";

interface World {
  readonly records: RecordStore;
  organization: OrganizationRecord;
  change<Result>(body: (transaction: Transaction) => Result): Promise<Result>;
}

async function makeWorld(): Promise<World> {
  const records = openMemoryRecordStore();
  const change = <Result>(body: (transaction: Transaction) => Result): Promise<Result> =>
    records.transact((transaction) => {
      const result = body(transaction);
      countChange(transaction);
      return result;
    });
  const organization = await change((transaction) => {
    const made = createOrganization(transaction, {
      id: "o-exampleorg1",
      rootId: "r-abcd",
      managementAccountId: MANAGEMENT,
      featureSet: "ALL",
      nowMs: 0,
    });
    createAccount(transaction, made, {
      accountId: MEMBER,
      requestId: "car-00000000",
      name: "member",
      email: "member@example.com",
      tags: {},
      nowMs: 0,
      quota: 10,
      writeRole: () => undefined,
    });
    return made;
  });
  return { records, organization, change };
}

async function enable(world: World): Promise<void> {
  world.organization = await world.change((transaction) =>
    enablePolicyType(transaction, world.organization, { rootId: "r-abcd", type: SCP }),
  );
}

const idsOf = (levels: readonly (readonly { readonly source: { readonly id: string } }[])[] | undefined) =>
  levels?.map((level) => level.map(({ source }) => source.id.split("/").at(-1)));

describe("what an account is told", () => {
  test("nothing when it is in no organization; no levels while no type is enabled", async () => {
    const { records } = await makeWorld();
    const guardrails = createGuardrails(records);
    expect(await guardrails.of("999999999999")).toBeUndefined();
    expect(await guardrails.of(MEMBER)).toEqual({
      organizationId: "o-exampleorg1",
      path: "o-exampleorg1/r-abcd/",
      isManagementAccount: false,
      scps: undefined,
      rcps: undefined,
    });
  });

  test("one level for the root, each unit and the account itself; none for the management account", async () => {
    const world = await makeWorld();
    await enable(world);
    const ou = await world.change((transaction) => {
      const made = createOu(transaction, world.organization, {
        parentId: "r-abcd",
        name: "a",
        tags: {},
        suffix: "12345678",
      });
      moveAccount(transaction, world.organization, { account: MEMBER, from: "r-abcd", to: made.id });
      return made;
    });
    const guardrails = createGuardrails(world.records);
    const told = await guardrails.of(MEMBER);
    expect(told?.path).toBe(`o-exampleorg1/r-abcd/${ou.id}/`);
    expect(idsOf(told?.scps)).toEqual([["p-FullAWSAccess"], ["p-FullAWSAccess"], ["p-FullAWSAccess"]]);
    expect(told?.rcps).toBeUndefined();
    expect(await guardrails.of(MANAGEMENT)).toMatchObject({ isManagementAccount: true, scps: undefined });
  });

  test("is exact after every change, also when another process made it", async () => {
    const world = await makeWorld();
    await enable(world);
    const processes = [createGuardrails(world.records), createGuardrails(world.records)];
    const policy = {
      id: "p-11111111",
      type: SCP,
      name: "deny",
      description: "",
      content: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}',
      isAwsManaged: false,
    } as const;
    await world.change((transaction) => createPolicy(transaction, world.organization, { policy, tags: {} }));
    const seen = async (): Promise<unknown[]> =>
      Promise.all(processes.map(async (one) => idsOf((await one.of(MEMBER))?.scps)?.at(-1)));
    for (let round = 0; round < 5; round++) {
      expect(await seen()).toEqual([["p-FullAWSAccess"], ["p-FullAWSAccess"]]);
      const attachment = { policyId: policy.id, targetId: MEMBER };
      await world.change((transaction) => attachPolicy(transaction, world.organization, attachment));
      expect(await seen()).toEqual([
        ["p-11111111", "p-FullAWSAccess"],
        ["p-11111111", "p-FullAWSAccess"],
      ]);
      await world.change((transaction) => detachPolicy(transaction, world.organization, attachment));
    }
  });

  test("is compiled once: the same answer twice is the same object", async () => {
    const world = await makeWorld();
    await enable(world);
    const guardrails = createGuardrails(world.records);
    const first = await guardrails.of(MEMBER);
    expect(await guardrails.of(MEMBER)).toBe(first);
    await world.change(() => undefined);
    const after = await guardrails.of(MEMBER);
    expect(after).not.toBe(first);
    expect(after?.scps?.[0]?.[0]).toBe(first?.scps?.[0]?.[0]);
  });
});
