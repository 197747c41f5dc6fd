/**
 * Tags of users, roles, policies and instance profiles through the SDK.
 */
import {
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListInstanceProfileTagsCommand,
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  ListUserTagsCommand,
  type Tag,
  TagInstanceProfileCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagInstanceProfileCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

interface Listed {
  readonly Tags?: Tag[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface Kind {
  readonly kind: string;
  /** Whether keys that differ by case are the same. */
  readonly isCaseIgnored: boolean;
  /** Gives what the others take. */
  create(name: string): Promise<string>;
  tag(id: string, Tags: Tag[]): Promise<unknown>;
  untag(id: string, TagKeys: string[]): Promise<unknown>;
  list(id: string, page?: object): Promise<Listed>;
}

const KINDS: readonly Kind[] = [
  {
    kind: "user",
    isCaseIgnored: true,
    create: async (UserName) => (await iam.send(new CreateUserCommand({ UserName })), UserName),
    tag: (UserName, Tags) => iam.send(new TagUserCommand({ UserName, Tags })),
    untag: (UserName, TagKeys) => iam.send(new UntagUserCommand({ UserName, TagKeys })),
    list: (UserName, page = {}) => iam.send(new ListUserTagsCommand({ UserName, ...page })),
  },
  {
    kind: "role",
    isCaseIgnored: true,
    async create(RoleName) {
      const AssumeRolePolicyDocument = trustText({ Service: "glue.amazonaws.com" });
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      return RoleName;
    },
    tag: (RoleName, Tags) => iam.send(new TagRoleCommand({ RoleName, Tags })),
    untag: (RoleName, TagKeys) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
    list: (RoleName, page = {}) => iam.send(new ListRoleTagsCommand({ RoleName, ...page })),
  },
  {
    kind: "policy",
    isCaseIgnored: false,
    async create(PolicyName) {
      const PolicyDocument = policyText({ Action: "s3:GetObject" });
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      return Policy?.Arn ?? "";
    },
    tag: (PolicyArn, Tags) => iam.send(new TagPolicyCommand({ PolicyArn, Tags })),
    untag: (PolicyArn, TagKeys) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
    list: (PolicyArn, page = {}) => iam.send(new ListPolicyTagsCommand({ PolicyArn, ...page })),
  },
  {
    kind: "instance profile",
    isCaseIgnored: false,
    create: async (InstanceProfileName) => (
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName })),
      InstanceProfileName
    ),
    tag: (InstanceProfileName, Tags) => iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags })),
    untag: (InstanceProfileName, TagKeys) =>
      iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys })),
    list: (InstanceProfileName, page = {}) =>
      iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName, ...page })),
  },
];

describe.each(KINDS)("tags of a $kind", (kind) => {
  test("are added, replaced, listed by key in pages, and removed", async () => {
    const id = await kind.create("tagged");
    await kind.tag(id, [
      { Key: "b", Value: "1" },
      { Key: "a", Value: "" },
    ]);
    await kind.tag(id, [{ Key: "b", Value: "2" }]);
    expect((await kind.list(id)).Tags).toEqual([
      { Key: "a", Value: "" },
      { Key: "b", Value: "2" },
    ]);
    const first = await kind.list(id, { MaxItems: 1 });
    expect([first.Tags?.map(({ Key }) => Key), first.IsTruncated]).toEqual([["a"], true]);
    const second = await kind.list(id, { Marker: first.Marker });
    expect([second.Tags?.map(({ Key }) => Key), second.IsTruncated]).toEqual([["b"], false]);
    await kind.untag(id, ["a", "never"]);
    expect((await kind.list(id)).Tags).toEqual([{ Key: "b", Value: "2" }]);
  });

  test("have keys that differ by case only where AWS tells them apart", async () => {
    const id = await kind.create("cased");
    await kind.tag(id, [{ Key: "Team", Value: "ml" }]);
    await kind.tag(id, [{ Key: "team", Value: "data" }]);
    const expected = kind.isCaseIgnored
      ? [{ Key: "team", Value: "data" }]
      : [
          { Key: "Team", Value: "ml" },
          { Key: "team", Value: "data" },
        ];
    expect((await kind.list(id)).Tags).toEqual(expected);
    const twice = kind.tag(id, [
      { Key: "X", Value: "1" },
      { Key: "x", Value: "2" },
    ]);
    if (kind.isCaseIgnored)
      await expectServiceError(twice, {
        name: "InvalidInputException",
        status: 400,
        message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
      });
    else await twice;
  });

  test("are refused out of their bounds, with reserved keys, and beyond 50", async () => {
    const id = await kind.create("bounds");
    const invalid = { name: "ValidationError", status: 400 };
    await expectServiceError(kind.tag(id, [{ Key: "k".repeat(129), Value: "" }]), {
      ...invalid,
      message: `Value '${"k".repeat(129)}' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128`,
    });
    await expectServiceError(kind.tag(id, [{ Key: "k", Value: "v".repeat(257) }]), invalid);
    await expectServiceError(kind.tag(id, [{ Key: "k!", Value: "" }]), invalid);
    await expectServiceError(kind.tag(id, [{ Key: "aws:mine", Value: "" }]), {
      name: "InvalidInputException",
      status: 400,
    });
    const tags = (count: number, prefix: string): Tag[] =>
      Array.from({ length: count }, (_, index) => ({ Key: `${prefix}${index}`, Value: "" }));
    await expectServiceError(kind.tag(id, tags(51, "k")), {
      ...invalid,
      message: /Member must have length less than or equal to 50$/,
    });
    await kind.tag(id, tags(50, "k"));
    await expectServiceError(kind.tag(id, tags(1, "more")), {
      name: "LimitExceededException",
      status: 409,
      message: "The number of tags has reached the maximum limit.",
    });
    await kind.tag(id, [{ Key: "k7", Value: "changed" }]);
  });

  test("need the resource to be there", async () => {
    const id = (await kind.create("there")).replace("there", "nowhere");
    const absent = { name: "NoSuchEntityException", status: 404 };
    await expectServiceError(kind.tag(id, [{ Key: "k", Value: "" }]), absent);
    await expectServiceError(kind.untag(id, ["k"]), absent);
    await expectServiceError(kind.list(id), absent);
  });
});
