/**
 * Service control policies and resource control policies through the SDK: kept, attached and detached. What they decide is in `control.test.ts`.
 */
import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  type CreatePolicyRequest,
  DeletePolicyCommand,
  DescribeEffectivePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const SCP = "SERVICE_CONTROL_POLICY";
const RCP = "RESOURCE_CONTROL_POLICY";
const scpText = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: action, Resource: "*" }] });
const rcpText = (action: string, more: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: action, Resource: "*", ...more }],
  });

let server: TestServer;
let client: OrganizationsClient;
let rootId: string;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client(OrganizationsClient);
  await client.send(new CreateOrganizationCommand({}));
  rootId = (await client.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? "";
});
afterAll(() => server.close());

const create = (input: Partial<CreatePolicyRequest>) =>
  client.send(
    new CreatePolicyCommand({
      Name: "policy",
      Description: "",
      Type: SCP,
      Content: scpText("s3:DeleteBucket"),
      ...input,
    }),
  );
async function createId(input: Partial<CreatePolicyRequest>): Promise<string> {
  return (await create(input)).Policy?.PolicySummary?.Id ?? expect.unreachable("no id");
}
const attach = (PolicyId: string, TargetId: string) => client.send(new AttachPolicyCommand({ PolicyId, TargetId }));
const detach = (PolicyId: string, TargetId: string) => client.send(new DetachPolicyCommand({ PolicyId, TargetId }));
async function attachedTo(TargetId: string, Filter: typeof SCP | typeof RCP): Promise<string[]> {
  const { Policies } = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }));
  return (Policies ?? []).map(({ Name }) => Name ?? "").toSorted();
}
async function createOu(Name: string, ParentId = rootId): Promise<string> {
  const { OrganizationalUnit } = await client.send(new CreateOrganizationalUnitCommand({ ParentId, Name }));
  return OrganizationalUnit?.Id ?? expect.unreachable("no unit");
}
const reasonOf = async (call: Promise<unknown>, name: string): Promise<unknown> =>
  (await expectServiceError(call, { name, status: 400 }))["Reason"];

describe("policies", () => {
  test("are kept as given, under an ARN of the management account", async () => {
    const content = `  ${scpText("s3:DeleteBucket")}\n`;
    const { Policy } = await create({ Name: "no bucket deletion", Description: "keeps buckets", Content: content });
    expect(Policy?.PolicySummary?.Id).toMatch(/^p-[a-z0-9]{8,}$/);
    expect(Policy).toMatchObject({
      Content: content,
      PolicySummary: { Name: "no bucket deletion", Description: "keeps buckets", Type: SCP, AwsManaged: false },
    });
    expect(Policy?.PolicySummary?.Arn).toMatch(
      new RegExp(
        `^arn:aws:organizations::${server.accountId}:policy/o-[a-z0-9]+/service_control_policy/${Policy?.PolicySummary?.Id}$`,
      ),
    );
    const described = await client.send(new DescribePolicyCommand({ PolicyId: Policy?.PolicySummary?.Id }));
    expect(described.Policy).toEqual(Policy);
  });

  test("of AWS are listed beside one's own and cannot be changed", async () => {
    const { Policies } = await client.send(new ListPoliciesCommand({ Filter: SCP }));
    const full = Policies?.find(({ Name }) => Name === "FullAWSAccess");
    expect(full).toMatchObject({
      Id: "p-FullAWSAccess",
      Arn: "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
      AwsManaged: true,
    });
    const rcps = await client.send(new ListPoliciesCommand({ Filter: RCP }));
    expect(rcps.Policies?.map(({ Id }) => Id)).toEqual(["p-RCPFullAWSAccess"]);
    expect(
      await reasonOf(
        client.send(new UpdatePolicyCommand({ PolicyId: "p-FullAWSAccess", Name: "x" })),
        "InvalidInputException",
      ),
    ).toBe("IMMUTABLE_POLICY");
    expect(
      await reasonOf(client.send(new DeletePolicyCommand({ PolicyId: "p-FullAWSAccess" })), "InvalidInputException"),
    ).toBe("IMMUTABLE_POLICY");
  });

  test("have names that are unique within their type", async () => {
    await create({ Name: "one name" });
    await expectServiceError(create({ Name: "one name" }), { name: "DuplicatePolicyException", status: 400 });
    await create({ Name: "one name", Type: RCP, Content: rcpText("s3:*") });
    const other = await createId({ Name: "other name" });
    await expectServiceError(client.send(new UpdatePolicyCommand({ PolicyId: other, Name: "one name" })), {
      name: "DuplicatePolicyException",
      status: 400,
    });
    await client.send(new UpdatePolicyCommand({ PolicyId: other, Name: "third name", Content: scpText("glue:*") }));
    const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: other }));
    expect(Policy).toMatchObject({ Content: scpText("glue:*"), PolicySummary: { Name: "third name" } });
    await create({ Name: "other name" });
  });

  test("that are no policies of their type are malformed", async () => {
    const malformed = { name: "MalformedPolicyDocumentException", status: 400 } as const;
    const bad = (Content: string, Type: typeof SCP | typeof RCP = SCP) =>
      expectServiceError(create({ Name: "bad", Type, Content }), malformed);
    await bad("{");
    await bad('{"Version":"2012-10-17"}');
    await bad(rcpText("s3:*"));
    await bad(JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "s3:*" }] }));
    await bad(scpText("s3:*"), RCP);
    await bad(rcpText("*"), RCP);
    await bad(rcpText("glue:*"), RCP);
    await bad(rcpText("s3:*", { Effect: "Allow" }), RCP);
    await bad(rcpText("s3:*", { Principal: { AWS: "111122223333" } }), RCP);
  });

  test("have a size: 10,240 characters for SCPs and 5,120 for RCPs", async () => {
    const padded = (text: string, length: number): string => text + " ".repeat(length - text.length);
    await create({ Name: "full", Content: padded(scpText("s3:*"), 10_240) });
    expect(
      await reasonOf(
        create({ Name: "over", Content: padded(scpText("s3:*"), 10_241) }),
        "ConstraintViolationException",
      ),
    ).toBe("POLICY_CONTENT_LIMIT_EXCEEDED");
    await create({ Name: "full", Type: RCP, Content: padded(rcpText("s3:*"), 5120) });
    expect(
      await reasonOf(
        create({ Name: "over", Type: RCP, Content: padded(rcpText("s3:*"), 5121) }),
        "ConstraintViolationException",
      ),
    ).toBe("POLICY_CONTENT_LIMIT_EXCEEDED");
  });

  test("of types that nothing would follow are refused as missing", async () => {
    await expectServiceError(create({ Name: "tags", Type: "TAG_POLICY", Content: "{}" }), {
      name: "NotImplemented",
      status: 501,
    });
    await expectServiceError(client.send(new DescribeEffectivePolicyCommand({ PolicyType: "TAG_POLICY" })), {
      name: "EffectivePolicyNotFoundException",
      status: 400,
    });
    expect(
      await reasonOf(
        client.send(new DescribeEffectivePolicyCommand({ PolicyType: SCP as "TAG_POLICY" })),
        "InvalidInputException",
      ),
    ).toBe("INVALID_ENUM");
  });
});

describe("attachments", () => {
  test("need their type to be enabled, after policy and target are found", async () => {
    const id = await createId({ Name: "early" });
    await expectServiceError(attach("p-00000000", rootId), { name: "PolicyNotFoundException", status: 400 });
    await expectServiceError(attach(id, "000000000001"), { name: "TargetNotFoundException", status: 400 });
    await expectServiceError(attach(id, rootId), { name: "PolicyTypeNotEnabledException", status: 400 });
  });

  test("begin with AWS's policy on every node when the type is enabled", async () => {
    const before = await createOu("before");
    const { Root } = await client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }));
    expect(Root?.PolicyTypes).toEqual([{ Type: SCP, Status: "ENABLED" }]);
    await expectServiceError(client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP })), {
      name: "PolicyTypeAlreadyEnabledException",
      status: 400,
    });
    await client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: RCP }));
    const after = await createOu("after");
    for (const target of [rootId, server.accountId, before, after]) {
      expect(await attachedTo(target, SCP)).toEqual(["FullAWSAccess"]);
      expect(await attachedTo(target, RCP)).toEqual(["RCPFullAWSAccess"]);
    }
    const { Targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId: "p-FullAWSAccess" }));
    expect(Targets?.map(({ Type }) => Type).toSorted()).toEqual([
      "ACCOUNT",
      "ORGANIZATIONAL_UNIT",
      "ORGANIZATIONAL_UNIT",
      "ROOT",
    ]);
  });

  test("are one for each policy, ten SCPs on a node, and never none", async () => {
    const ou = await createOu("crowded");
    const first = await createId({ Name: "crowd 0" });
    await attach(first, ou);
    await expectServiceError(attach(first, ou), { name: "DuplicatePolicyAttachmentException", status: 400 });
    for (let index = 1; index <= 8; index++) await attach(await createId({ Name: `crowd ${index}` }), ou);
    const extra = await createId({ Name: "crowd 9" });
    expect(await reasonOf(attach(extra, ou), "ConstraintViolationException")).toBe(
      "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    );
    await expectServiceError(detach(extra, ou), { name: "PolicyNotAttachedException", status: 400 });
    expect(await reasonOf(detach("p-FullAWSAccess", server.accountId), "ConstraintViolationException")).toBe(
      "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    );
    await detach("p-FullAWSAccess", ou);
    expect(await attachedTo(ou, SCP)).not.toContain("FullAWSAccess");
    expect(await reasonOf(detach("p-RCPFullAWSAccess", ou), "InvalidInputException")).toBe("NON_DETACHABLE_POLICY");
  });

  test("hold a policy fast until it is detached", async () => {
    const ou = await createOu("holding");
    const id = await createId({ Name: "held" });
    await attach(id, ou);
    await expectServiceError(client.send(new DeletePolicyCommand({ PolicyId: id })), {
      name: "PolicyInUseException",
      status: 400,
    });
    await detach(id, ou);
    await client.send(new DeletePolicyCommand({ PolicyId: id }));
    await expectServiceError(client.send(new DescribePolicyCommand({ PolicyId: id })), {
      name: "PolicyNotFoundException",
      status: 400,
      message: "You specified a policy that doesn't exist.",
    });
  });

  test("are all gone when their type was disabled, and AWS's alone comes back with it", async () => {
    const ou = await createOu("resetting");
    await attach(await createId({ Name: "lost" }), ou);
    await client.send(new DisablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }));
    expect(await attachedTo(ou, SCP)).toEqual([]);
    await expectServiceError(client.send(new DisablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP })), {
      name: "PolicyTypeNotEnabledException",
      status: 400,
    });
    await client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: SCP }));
    expect(await attachedTo(ou, SCP)).toEqual(["FullAWSAccess"]);
    await expectServiceError(client.send(new EnablePolicyTypeCommand({ RootId: "r-zzzz", PolicyType: SCP })), {
      name: "RootNotFoundException",
      status: 400,
    });
  });
});
