import { describe, expect, test } from "vitest";
import { rootPrincipal } from "../auth/credentials.ts";
import type { AssumedRolePrincipal, Caller, Principal, UserPrincipal } from "../auth/principal.ts";
import type { AuditEntry } from "../kit/ports/audit-trail.ts";
import { createIds } from "../runtime/ids.ts";
import { systemRandom } from "../runtime/random.ts";
import { trailEvents } from "./trail-event.ts";
import { userIdentity } from "./user-identity.ts";

const ids = createIds(systemRandom());
const ACCOUNT = "111122223333";
const session = {
  issuedMs: Date.UTC(2026, 0, 1),
  expiresMs: 0,
  tags: {},
  transitiveTagKeys: [],
  policies: [],
  policyArns: [],
};
const user: UserPrincipal = {
  type: "user",
  accountId: ACCOUNT,
  accessKeyId: "AKIAUSER",
  arn: `arn:aws:iam::${ACCOUNT}:user/ml/ana`,
  userId: "AIDAUSER",
  userName: "ana",
};
const role: AssumedRolePrincipal = {
  type: "assumed-role",
  accountId: ACCOUNT,
  accessKeyId: "ASIAROLE",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/pipeline/nightly`,
  userId: "AROAROLE:nightly",
  roleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`,
  roleName: "pipeline",
  roleId: "AROAROLE",
  sessionName: "nightly",
  session: { ...session, mfaMs: 1, sourceIdentity: "ana" },
};

const entry = (more: Partial<AuditEntry> = {}, principal: Principal = user): AuditEntry => ({
  requestId: "REQUEST",
  timeMs: Date.UTC(2026, 10, 23, 4, 5, 6, 789),
  caller: { principal, accountId: ACCOUNT, region: "eu-west-1" },
  eventSource: "kms.amazonaws.com",
  operation: "CreateKey",
  isReadOnly: false,
  isManagement: true,
  resources: [],
  requestParameters: undefined,
  errorCode: undefined,
  errorMessage: undefined,
  ...more,
});

describe("userIdentity", () => {
  const identity = (principal: Principal, more: Partial<Caller> = {}): unknown => userIdentity({ principal, ...more });

  test("of the root user and of a user", () => {
    expect(identity(rootPrincipal(ACCOUNT, "AKIAROOT"))).toEqual({
      type: "Root",
      principalId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:root`,
      accountId: ACCOUNT,
      accessKeyId: "AKIAROOT",
    });
    expect(identity({ ...user, session })).toEqual({
      type: "IAMUser",
      principalId: "AIDAUSER",
      arn: user.arn,
      accountId: ACCOUNT,
      userName: "ana",
      accessKeyId: "AKIAUSER",
      sessionContext: {
        sessionIssuer: {},
        webIdFederationData: {},
        attributes: { creationDate: "2026-01-01T00:00:00Z", mfaAuthenticated: "false" },
      },
    });
  });

  test("of a role's session, with its issuer, MFA and source identity", () => {
    expect(identity(role)).toEqual({
      type: "AssumedRole",
      principalId: "AROAROLE:nightly",
      arn: role.arn,
      accountId: ACCOUNT,
      accessKeyId: "ASIAROLE",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROAROLE",
          arn: role.roleArn,
          accountId: ACCOUNT,
          userName: "pipeline",
        },
        webIdFederationData: {},
        attributes: { creationDate: "2026-01-01T00:00:00Z", mfaAuthenticated: "true" },
        sourceIdentity: "ana",
      },
    });
  });

  test("of a federated user, a service, an unsigned request, and a service in between", () => {
    const federated: Principal = {
      type: "federated-user",
      accountId: ACCOUNT,
      accessKeyId: "ASIAFED",
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
      userId: `${ACCOUNT}:guest`,
      creator: user,
      session,
    };
    expect(identity(federated)).toMatchObject({
      type: "FederatedUser",
      sessionContext: { sessionIssuer: { type: "IAMUser", userName: "ana" } },
    });
    const service = { type: "service", service: "glue.amazonaws.com", accountId: ACCOUNT } as const;
    expect(identity(service)).toEqual({ type: "AWSService", invokedBy: "glue.amazonaws.com" });
    expect(identity({ type: "anonymous" })).toMatchObject({ type: "AWSAccount", accountId: "ANONYMOUS_PRINCIPAL" });
    expect(identity(user, { calledVia: ["athena.amazonaws.com"] })).toMatchObject({
      invokedBy: "athena.amazonaws.com",
    });
  });
});

test("an identity provider's users are named by what the provider said", () => {
  const responseElements = { provider: "accounts.example", audience: "app", subjectFromWebIdentityToken: "ana" };
  const web = { eventSource: "sts.amazonaws.com", operation: "AssumeRoleWithWebIdentity" };
  const [event] = trailEvents(entry({ ...web, responseElements }, { type: "anonymous" }), ids);
  expect(event?.userIdentity).toEqual({
    type: "WebIdentityUser",
    principalId: "accounts.example:app:ana",
    userName: "ana",
    identityProvider: "accounts.example",
  });
  const [refused] = trailEvents(entry({ ...web, errorCode: "AccessDenied" }, { type: "anonymous" }), ids);
  expect(refused?.userIdentity).toEqual({ type: "WebIdentityUser" });
});

describe("events", () => {
  test("have whole seconds, the call's Region, and us-east-1 for global services", () => {
    const [regional] = trailEvents(entry(), ids);
    expect(regional).toMatchObject({ eventTime: "2026-11-23T04:05:06Z", awsRegion: "eu-west-1" });
    expect(trailEvents(entry({ eventSource: "iam.amazonaws.com" }), ids)[0]?.awsRegion).toBe("us-east-1");
  });

  test("go to the owner of the resource too, under one shared id, when the call succeeded", () => {
    const resources = ["arn:aws:kms:eu-west-1:444455556666:key/k", "arn:aws:s3:::bucket", "*"];
    const events = trailEvents(entry({ resources }), ids);
    expect(events.map(({ recipientAccountId }) => recipientAccountId)).toEqual([ACCOUNT, "444455556666"]);
    expect(new Set(events.map(({ sharedEventID }) => sharedEventID)).size).toBe(1);
    expect(new Set(events.map(({ eventID }) => eventID)).size).toBe(2);
    expect(events[0]?.resources).toEqual([
      { accountId: "444455556666", type: "AWS::KMS::Key", ARN: resources[0] },
      { type: "AWS::S3::Bucket", ARN: resources[1] },
    ]);
    expect(trailEvents(entry({ resources, errorCode: "AccessDenied" }), ids)).toHaveLength(1);
    const unsigned = trailEvents(entry({ resources }, { type: "anonymous" }), ids);
    expect(unsigned.map(({ recipientAccountId }) => recipientAccountId)).toEqual(["444455556666"]);
  });
});
