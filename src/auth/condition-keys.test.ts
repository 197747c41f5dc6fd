import { describe, expect, test } from "vitest";
import type { ResourceFacts } from "../kit/ports/resource-facts.ts";
import { type KeyFacts, RequestKeys } from "./condition-keys.ts";
import type { Caller, Principal, Session } from "./principal.ts";

const ACCOUNT = "111122223333";
const NOW = Date.UTC(2026, 10, 23, 12, 0, 30);
const session: Session = {
  issuedMs: NOW - 60_000,
  expiresMs: NOW + 60_000,
  mfaMs: NOW - 30_500,
  sourceIdentity: "ann",
  tags: { Team: "data" },
  transitiveTagKeys: [],
  policies: [],
  policyArns: [],
  federatedProvider: "accounts.google.com",
  claims: { "accounts.google.com:sub": "42" },
};
const role: Principal = {
  type: "assumed-role",
  accountId: ACCOUNT,
  accessKeyId: "ASIA",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/pipeline/run`,
  userId: "AROA:run",
  roleArn: `arn:aws:iam::${ACCOUNT}:role/jobs/pipeline`,
  roleName: "pipeline",
  roleId: "AROA",
  sessionName: "run",
  session,
};
const user: Principal = {
  type: "user",
  accountId: ACCOUNT,
  accessKeyId: "AKIA",
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  userId: "AIDA",
  userName: "ann",
};
const origin = { requestId: "r", sourceIp: "::ffff:10.0.0.7", isSecure: false, userAgent: "cli", referer: "http://x" };
const caller: Caller = { principal: user, accountId: ACCOUNT, region: "eu-west-1", origin };
const endpoint = { vpcEndpointId: "vpce-1", vpcId: "vpc-1", accountId: ACCOUNT };

function keysFor(changes: Partial<KeyFacts> = {}): RequestKeys {
  return new RequestKeys({
    check: { action: "s3:GetObject", resource: "arn:aws:s3:::b/k" },
    caller,
    nowMs: NOW,
    principalTags: {},
    principalGuardrails: undefined,
    resourceGuardrails: undefined,
    endpointGuardrails: undefined,
    resourceAccountId: ACCOUNT,
    resource: undefined,
    ...changes,
  });
}
const of = (keys: RequestKeys, ...names: string[]): unknown[] => names.map((name) => keys.get(name.toLowerCase()));

describe("principals", () => {
  const names = ["aws:PrincipalArn", "aws:PrincipalType", "aws:userid", "aws:username", "aws:PrincipalIsAWSService"];
  test("a user has its name", () => {
    expect(of(keysFor(), ...names)).toEqual([user.arn, "User", "AIDA", "ann", "false"]);
  });
  test("a session has its role's ARN and no user name", () => {
    const keys = keysFor({ caller: { ...caller, principal: role } });
    expect(of(keys, ...names)).toEqual([role.roleArn, "AssumedRole", "AROA:run", undefined, "false"]);
  });
  test("nobody has next to nothing", () => {
    const keys = keysFor({ caller: { ...caller, principal: { type: "anonymous" } } });
    expect(of(keys, ...names)).toEqual([undefined, "Anonymous", "anonymous", undefined, undefined]);
    expect(keys.get("aws:principalaccount")).toBeUndefined();
  });
  test("a service is a service", () => {
    const service: Principal = { type: "service", service: "glue.amazonaws.com", accountId: ACCOUNT };
    const keys = keysFor({ caller: { ...caller, principal: service } });
    expect(of(keys, ...names)).toEqual([undefined, undefined, undefined, undefined, "true"]);
    expect(of(keys, "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList")).toEqual([
      "glue.amazonaws.com",
      ["glue.amazonaws.com"],
    ]);
  });
});

describe("sessions", () => {
  const names = ["aws:TokenIssueTime", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:SourceIdentity"];
  test("say when and how they began, and what their provider claims", () => {
    const keys = keysFor({ caller: { ...caller, principal: role } });
    expect(of(keys, ...names)).toEqual(["2026-11-23T11:59:30Z", "true", "30", "ann"]);
    expect(of(keys, "accounts.google.com:sub", "aws:FederatedProvider")).toEqual(["42", "accounts.google.com"]);
  });
  test("long-term keys have none of these, not even false", () => {
    expect(of(keysFor(), ...names)).toEqual([undefined, undefined, undefined, undefined]);
  });
  test("tags of the session win over those of the role, whatever their case", () => {
    const keys = keysFor({ caller: { ...caller, principal: role }, principalTags: { team: "ml", Cost: "7" } });
    expect(of(keys, "aws:PrincipalTag/TEAM", "aws:PrincipalTag/cost", "aws:PrincipalTag/x")).toEqual([
      "data",
      "7",
      undefined,
    ]);
  });
  test("claims cannot take the place of AWS's own keys", () => {
    const forged = { ...role, session: { ...session, claims: { "aws:PrincipalArn": "arn:forged" } } };
    expect(keysFor({ caller: { ...caller, principal: forged } }).get("aws:principalarn")).toBe(role.roleArn);
  });
});

describe("the request", () => {
  const names = ["aws:SourceIp", "aws:SecureTransport", "aws:UserAgent", "aws:Referer", "aws:ViaAWSService"];
  test("says where it comes from; IPv4 is shown as such", () => {
    expect(of(keysFor(), ...names)).toEqual(["10.0.0.7", "false", "cli", "http://x", "false"]);
    expect(of(keysFor(), "aws:RequestedRegion", "aws:CurrentTime", "aws:EpochTime")).toEqual([
      "eu-west-1",
      "2026-11-23T12:00:30Z",
      String(NOW / 1000),
    ]);
  });
  test("of a service for the caller has no address of the caller", () => {
    const calledVia = ["athena.amazonaws.com", "glue.amazonaws.com"];
    const keys = keysFor({ caller: { ...caller, calledVia } });
    expect(of(keys, ...names)).toEqual([undefined, "true", undefined, undefined, "true"]);
    expect(of(keys, "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")).toEqual([calledVia, ...calledVia]);
  });
  test("through a VPC endpoint has the endpoint in the place of the address", () => {
    const keys = keysFor({ caller: { ...caller, origin: { ...origin, vpcEndpoint: endpoint } } });
    expect(of(keys, "aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpceAccount")).toEqual([
      undefined,
      "10.0.0.7",
      "vpc-1",
      "vpce-1",
      ACCOUNT,
    ]);
  });
  test("has the tags that the check states, and their keys", () => {
    const check = { action: "iam:TagUser", resource: "*", conditions: { "aws:RequestTag/Team": "x" } };
    expect(of(keysFor({ check }), "aws:RequestTag/team", "aws:TagKeys")).toEqual(["x", ["Team"]]);
    expect(keysFor().get("aws:tagkeys")).toBeUndefined();
  });
  test("to S3 says how it was signed; to others it does not", () => {
    const signature = {
      authType: "REST-QUERY-STRING",
      version: "AWS4-HMAC-SHA256",
      ageMs: 5,
      contentSha256: "u",
    } as const;
    const signed = { ...caller, origin: { ...origin, signature } };
    const asked = ["s3:authType", "s3:signatureAge", "s3:signatureversion", "s3:x-amz-content-sha256"];
    expect(of(keysFor({ caller: signed }), ...asked)).toEqual(["REST-QUERY-STRING", "5", "AWS4-HMAC-SHA256", "u"]);
    const check = { action: "glue:GetTable", resource: "*" };
    expect(of(keysFor({ caller: signed, check }), ...asked)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("the resource", () => {
  const facts: ResourceFacts = {
    accountId: ACCOUNT,
    tags: { Class: "secret" },
    condition: (key) => (key === "kms:keyspec" ? "RSA_2048" : undefined),
    late: { prefixes: ["s3:existingobjecttag/"], load: () => Promise.resolve(() => "late") },
  };
  test("has tags under AWS's name and the service's, and keys of its service", () => {
    const keys = keysFor({ resource: facts });
    expect(of(keys, "aws:ResourceTag/class", "iam:ResourceTag/Class", "kms:KeySpec")).toEqual([
      "secret",
      "secret",
      "RSA_2048",
    ]);
  });
  test("has keys that are loaded only when somebody asks", async () => {
    const keys = keysFor({ resource: facts });
    expect([keys.get("aws:sourceip"), keys.isLateAsked]).toEqual(["10.0.0.7", false]);
    expect([keys.get("s3:existingobjecttag/a"), keys.isLateAsked]).toEqual([undefined, true]);
    keys.late = await facts.late?.load();
    expect(keys.get("s3:existingobjecttag/a")).toBe("late");
  });
  test("and the caller have organizations", () => {
    const guardrails = {
      organizationId: "o-1",
      path: "o-1/r-1/",
      isManagementAccount: true,
      scps: undefined,
      rcps: undefined,
    };
    const keys = keysFor({ principalGuardrails: guardrails, resourceGuardrails: guardrails });
    expect(of(keys, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:ResourceOrgID", "aws:ResourceAccount")).toEqual(
      ["o-1", ["o-1/r-1/"], "o-1", ACCOUNT],
    );
  });
});

test("the list for explanations has what is there under AWS's names", () => {
  const keys = new Map(keysFor({ caller: { ...caller, principal: role } }).list());
  expect(keys.get("aws:PrincipalTag/Team")).toEqual(["data"]);
  expect(keys.get("aws:PrincipalArn")).toEqual([role.roleArn]);
  expect(keys.has("aws:username")).toBe(false);
});
