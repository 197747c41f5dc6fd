/**
 * The policy simulator through the SDK: the engine that decides requests, asked about requests that nobody makes.
 */
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type EvaluationResult,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  IAMClient,
  paginateSimulateCustomPolicy,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
let userArn: string;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  userArn = `arn:aws:iam::${server.accountId}:user/data/scientist`;
});
afterAll(() => server.close());

async function custom(input: Partial<SimulateCustomPolicyCommandInput>): Promise<EvaluationResult[]> {
  const defaults = { PolicyInputList: [policyText({ Action: "s3:Get*" })], ActionNames: ["s3:GetObject"] };
  const { EvaluationResults } = await iam.send(new SimulateCustomPolicyCommand({ ...defaults, ...input }));
  return EvaluationResults ?? [];
}
const decisions = (results: readonly EvaluationResult[]): (string | undefined)[] =>
  results.map(({ EvalDecision }) => EvalDecision);

describe("of policies that nobody has", () => {
  test("each action on each resource has its decision, and the statements that made it", async () => {
    const policy = JSON.stringify(
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::lake/*" },
          { Effect: "Deny", Action: "s3:Delete*", Resource: "*" },
        ],
      },
      undefined,
      2,
    );
    const results = await custom({
      PolicyInputList: [policy],
      ActionNames: ["s3:GetObject", "s3:DeleteObject", "glue:GetTable"],
      ResourceArns: ["arn:aws:s3:::lake/a"],
    });
    expect(decisions(results)).toEqual(["allowed", "explicitDeny", "implicitDeny"]);
    expect(results[0]).toMatchObject({
      EvalActionName: "s3:GetObject",
      EvalResourceName: "arn:aws:s3:::lake/a",
      MatchedStatements: [
        {
          SourcePolicyId: "PolicyInputList.1",
          SourcePolicyType: "IAM Policy",
          StartPosition: { Line: 4, Column: 5 },
          EndPosition: { Line: 8, Column: 6 },
        },
      ],
      MissingContextValues: [],
    });
    expect(results[1]?.MatchedStatements?.[0]?.StartPosition).toEqual({ Line: 9, Column: 5 });
    expect(results[2]?.MatchedStatements).toEqual([]);
  });

  test("conditions are decided by the context given, and name what is missing", async () => {
    const PolicyInputList = [
      policyText({
        Action: "s3:*",
        Condition: { StringEquals: { "s3:prefix": "a/" }, Bool: { "aws:SecureTransport": "true" } },
      }),
    ];
    const [without] = await custom({ PolicyInputList });
    expect(without).toMatchObject({
      EvalDecision: "implicitDeny",
      MissingContextValues: ["s3:prefix", "aws:SecureTransport"],
    });
    const [given] = await custom({
      PolicyInputList,
      ContextEntries: [
        { ContextKeyName: "S3:Prefix", ContextKeyType: "string", ContextKeyValues: ["a/"] },
        { ContextKeyName: "aws:SecureTransport", ContextKeyType: "boolean", ContextKeyValues: ["true"] },
      ],
    });
    expect(given).toMatchObject({ EvalDecision: "allowed", MissingContextValues: [] });
  });

  test("a boundary must allow too, and is told apart", async () => {
    const PermissionsBoundaryPolicyInputList = [policyText({ Action: "glue:*" })];
    const results = await custom({
      PolicyInputList: [policyText({ Action: "*" })],
      PermissionsBoundaryPolicyInputList,
      ActionNames: ["s3:GetObject", "glue:GetTable"],
    });
    expect(decisions(results)).toEqual(["implicitDeny", "allowed"]);
    expect(results.map((one) => one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary)).toEqual([
      false,
      true,
    ]);
  });

  test("a resource policy decides with the caller it names, across accounts only together with the caller's own", async () => {
    const CallerArn = "arn:aws:iam::111122223333:user/guest";
    const ResourcePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { AWS: CallerArn },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::lake/*",
      },
    });
    const ask = (PolicyInputList: string[], ResourceOwner: string) =>
      custom({ PolicyInputList, ResourcePolicy, CallerArn, ResourceOwner, ResourceArns: ["arn:aws:s3:::lake/a"] });
    const nothing = [policyText({ Action: "sts:*" })];
    expect(decisions(await ask(nothing, "arn:aws:iam::111122223333:root"))).toEqual(["allowed"]);
    expect(decisions(await ask(nothing, "arn:aws:iam::444455556666:root"))).toEqual(["implicitDeny"]);
    const [both] = await ask([policyText({ Action: "s3:GetObject" })], "arn:aws:iam::444455556666:root");
    expect(both).toMatchObject({
      EvalDecision: "allowed",
      EvalDecisionDetails: { "IAM Policy": "allowed", "Resource Policy": "allowed" },
    });
    expect(both?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual([
      "PolicyInputList.1",
      "ResourcePolicy",
    ]);
  });

  test("answers come in pages, in the order asked", async () => {
    const ActionNames = Array.from({ length: 7 }, (_, at) => `s3:Get${"x".repeat(at + 1)}`);
    const names: (string | undefined)[] = [];
    let pages = 0;
    const input = { PolicyInputList: [policyText({ Action: "s3:*" })], ActionNames, MaxItems: 3 };
    for await (const page of paginateSimulateCustomPolicy({ client: iam }, input)) {
      pages++;
      names.push(...(page.EvaluationResults ?? []).map(({ EvalActionName }) => EvalActionName));
    }
    expect(pages).toBe(3);
    expect(names).toEqual(ActionNames);
  });

  test("their context keys can be asked for: of conditions and of variables", async () => {
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForCustomPolicyCommand({
        PolicyInputList: [
          policyText({
            Action: "s3:*",
            Resource: "arn:aws:s3:::lake/${aws:username}/${*}",
            Condition: {
              StringLike: { "s3:prefix": "${aws:PrincipalTag/team, 'none'}" },
              Null: { "S3:PREFIX": "false" },
            },
          }),
        ],
      }),
    );
    expect(ContextKeyNames?.toSorted()).toEqual(["aws:PrincipalTag/team", "aws:username", "s3:prefix"]);
  });
});

describe("of a principal", () => {
  const principal = async (input: Partial<SimulatePrincipalPolicyCommandInput>): Promise<EvaluationResult[]> => {
    const defaults = { PolicySourceArn: userArn, ActionNames: ["s3:GetObject"] };
    const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand({ ...defaults, ...input }));
    return EvaluationResults ?? [];
  };

  test("its own, attached and groups' policies decide, each named as what it is", async () => {
    await iam.send(new CreateUserCommand({ UserName: "scientist", Path: "/data/" }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "scientist",
        PolicyName: "home",
        PolicyDocument: policyText({
          Action: "s3:*",
          Resource: "arn:aws:s3:::lake/${aws:username}/${aws:PrincipalTag/team}/*",
        }),
      }),
    );
    await iam.send(new TagUserCommand({ UserName: "scientist", Tags: [{ Key: "team", Value: "ml" }] }));
    await iam.send(new CreateGroupCommand({ GroupName: "analysts" }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: "analysts",
        PolicyName: "query",
        PolicyDocument: policyText({ Action: "athena:*" }),
      }),
    );
    await iam.send(new AddUserToGroupCommand({ UserName: "scientist", GroupName: "analysts" }));
    await iam.send(
      new AttachUserPolicyCommand({ UserName: "scientist", PolicyArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess" }),
    );
    const [home] = await principal({ ResourceArns: ["arn:aws:s3:::lake/scientist/ml/a"] });
    expect(home).toMatchObject({
      EvalDecision: "allowed",
      MatchedStatements: [{ SourcePolicyId: "user_scientist_home", SourcePolicyType: "user" }],
    });
    const [elsewhere, query, list] = await principal({
      ActionNames: ["s3:GetObject", "athena:StartQueryExecution", "iam:ListUsers"],
      ResourceArns: ["*"],
    });
    expect(elsewhere?.EvalDecision).toBe("implicitDeny");
    expect(query?.MatchedStatements).toMatchObject([
      { SourcePolicyId: "group_analysts_query", SourcePolicyType: "group" },
    ]);
    expect(list?.MatchedStatements).toMatchObject([
      { SourcePolicyId: "IAMReadOnlyAccess", SourcePolicyType: "aws-managed" },
    ]);
  });

  test("its boundary narrows it", async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "edge", PolicyDocument: policyText({ Action: "athena:*" }) }),
    );
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "scientist", PermissionsBoundary: Policy?.Arn }));
    const [narrowed] = await principal({ ResourceArns: ["arn:aws:s3:::lake/scientist/ml/a"] });
    expect(narrowed).toMatchObject({
      EvalDecision: "implicitDeny",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
  });

  test("policies may be added for the question", async () => {
    const results = await principal({
      ActionNames: ["athena:GetWorkGroup"],
      PolicyInputList: [
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Deny", Action: "athena:Get*", Resource: "*" }],
        }),
      ],
    });
    expect(results).toMatchObject([
      { EvalDecision: "explicitDeny", MatchedStatements: [{ SourcePolicyId: "PolicyInputList.1" }] },
    ]);
  });

  test("a role and a group can be asked about, and what keys their policies need", async () => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: "pipeline",
        AssumeRolePolicyDocument: trustText({ Service: "glue.amazonaws.com" }),
      }),
    );
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "pipeline",
        PolicyName: "p",
        PolicyDocument: policyText({
          Action: "glue:*",
          Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        }),
      }),
    );
    const PolicySourceArn = `arn:aws:iam::${server.accountId}:role/pipeline`;
    const { ContextKeyNames } = await iam.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn }));
    expect(ContextKeyNames).toEqual(["aws:RequestedRegion"]);
    const region = [
      { ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string" as const, ContextKeyValues: ["eu-west-1"] },
    ];
    const asked = { PolicySourceArn, ActionNames: ["glue:GetTable"] };
    expect(decisions(await principal(asked))).toEqual(["implicitDeny"]);
    expect(decisions(await principal({ ...asked, ContextEntries: region }))).toEqual(["allowed"]);
    const group = {
      PolicySourceArn: `arn:aws:iam::${server.accountId}:group/analysts`,
      ActionNames: ["athena:GetWorkGroup"],
    };
    expect(decisions(await principal(group))).toEqual(["allowed"]);
  });

  test("that is not there, or is none, is refused", async () => {
    await expectServiceError(principal({ PolicySourceArn: `arn:aws:iam::${server.accountId}:user/nobody` }), {
      name: "NoSuchEntityException",
      status: 404,
    });
    await expectServiceError(principal({ PolicySourceArn: "arn:aws:s3:::some-bucket-name" }), {
      name: "InvalidInputException",
      status: 400,
    });
  });
});

describe("errors", () => {
  const refusal = { name: "InvalidInputException", status: 400 } as const;
  test("policies, actions, callers and context entries must be what they say", async () => {
    await expectServiceError(custom({ PolicyInputList: ["{"] }), refusal);
    await expectServiceError(custom({ ActionNames: ["s3:*"] }), refusal);
    await expectServiceError(custom({ ActionNames: ["s3"] }), { name: "ValidationError", status: 400 });
    await expectServiceError(custom({ CallerArn: `arn:aws:iam::${server.accountId}:role/pipeline` }), refusal);
    await expectServiceError(custom({ ResourceOwner: "me" }), refusal);
    await expectServiceError(
      custom({ ContextEntries: [{ ContextKeyName: "a:b", ContextKeyType: "string", ContextKeyValues: ["1", "2"] }] }),
      refusal,
    );
    const one = policyText({ Action: "s3:*" });
    await expectServiceError(custom({ PermissionsBoundaryPolicyInputList: [one, one] }), refusal);
  });
});
