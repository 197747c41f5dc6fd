/**
 * Who decides: the examples and rules of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the pages on
 * principals, cross-account access, boundaries, SCPs and key policies (read 2026-11-23).
 */
import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile-policy.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { Decision, PolicyLayer } from "./decision.ts";
import { denialMessage } from "./denial-message.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import type { PolicyLayers } from "./policy-layers.ts";
import type { PolicyPrincipal } from "./policy-request.ts";
import { smallestGrant } from "./smallest-grant.ts";

const A = "111111111111";
const B = "222222222222";
const USER = `arn:aws:iam::${A}:user/ada`;
const ROLE = `arn:aws:iam::${A}:role/reader`;
const SESSION = `arn:aws:sts::${A}:assumed-role/reader/s1`;

const ada: PolicyPrincipal = { type: "user", accountId: A, arn: USER, uniqueId: "AIDAADA" };
const reader: PolicyPrincipal = {
  type: "assumed-role",
  accountId: A,
  arn: SESSION,
  roleArn: ROLE,
  uniqueId: "AROAREADER",
};
const root: PolicyPrincipal = { type: "root", accountId: A, arn: `arn:aws:iam::${A}:root` };
const federated: PolicyPrincipal = {
  type: "federated-user",
  accountId: A,
  arn: `arn:aws:sts::${A}:federated-user/fed`,
  creatorArn: USER,
};
const glue: PolicyPrincipal = { type: "service", accountId: undefined, arn: undefined, service: "glue.amazonaws.com" };
const anonymous: PolicyPrincipal = { type: "anonymous", accountId: undefined, arn: undefined };

const policy = (layer: PolicyLayer, ...statements: readonly object[]): CompiledPolicy =>
  compilePolicy({ layer, id: layer }, JSON.stringify({ Version: "2012-10-17", Statement: statements }));
const allow = (changes: object = {}): object => ({ Effect: "Allow", Action: "s3:*", Resource: "*", ...changes });
const deny = (changes: object = {}): object => ({ Effect: "Deny", Action: "s3:*", Resource: "*", ...changes });
const nothing = allow({ Action: "none:*" });

const identity = (...statements: readonly object[]): readonly CompiledPolicy[] => [
  policy("identity-policy", ...statements),
];
const resource = (...statements: readonly object[]): CompiledPolicy => policy("resource-policy", ...statements);
const grantTo = (Principal: unknown): CompiledPolicy => resource(allow({ Principal }));
const boundary = (...statements: readonly object[]): CompiledPolicy => policy("permissions-boundary", ...statements);
const session = (...statements: readonly object[]): readonly CompiledPolicy[] => [
  policy("session-policy", ...statements),
];
const level = (...statements: readonly object[]): readonly CompiledPolicy[] => [
  policy("service-control-policy", ...statements),
];

interface Question extends Partial<PolicyLayers> {
  readonly principal?: PolicyPrincipal;
  readonly owner?: string;
  readonly action?: string;
  readonly resourceArn?: string;
}

function questionOf({
  principal = ada,
  owner = A,
  action = "s3:GetObject",
  resourceArn = "arn:aws:s3:::b/k",
  ...layers
}: Question) {
  const request = {
    action,
    resource: resourceArn,
    principal,
    resourceAccountId: owner,
    context: { get: () => undefined },
  };
  return { request, layers: { resourceRule: "grants", identity: [], ...layers } satisfies PolicyLayers };
}

function decide(question: Question): Decision {
  const { request, layers } = questionOf(question);
  return evaluate(request, layers);
}

const allowed = (question: Question): boolean => decide(question).isAllowed;

describe("within one account", () => {
  test("nothing is allowed but what a policy allows", () => {
    expect(decide({})).toMatchObject({ isAllowed: false, outcome: "implicit-deny", layer: "identity-policy" });
    expect(decide({ identity: identity(allow()) })).toMatchObject({
      isAllowed: true,
      outcome: "allow",
      layer: "identity-policy",
    });
    expect(decide({ resourcePolicy: grantTo({ AWS: USER }) })).toMatchObject({
      isAllowed: true,
      layer: "resource-policy",
    });
  });

  test("a deny anywhere wins", () => {
    const base: Question = { identity: identity(allow()), resourcePolicy: grantTo({ AWS: USER }) };
    const refusals: readonly (readonly [PolicyLayer, Question])[] = [
      ["identity-policy", { identity: [...identity(allow()), ...identity(deny({ Sid: "no" }))] }],
      ["resource-policy", { resourcePolicy: resource(allow({ Principal: "*" }), deny({ Principal: "*" })) }],
      ["permissions-boundary", { boundary: boundary(allow(), deny()) }],
      ["session-policy", { session: session(allow(), deny()) }],
      ["service-control-policy", { scps: [level(allow()), level(allow(), deny())] }],
      [
        "vpc-endpoint-policy",
        { vpcEndpoint: policy("vpc-endpoint-policy", allow({ Principal: "*" }), deny({ Principal: "*" })) },
      ],
    ];
    for (const [layer, change] of refusals) {
      expect(decide({ ...base, ...change })).toMatchObject({ outcome: "explicit-deny" });
      expect(decide({ ...base, ...change }).statement?.source.layer).toBe(layer);
    }
  });

  test("the example of Carlos: a bucket policy allows what the user's policy does not, unless that denies", () => {
    const carlos = identity(
      allow({ Action: ["s3:GetBucketLocation", "s3:ListAllMyBuckets"], Resource: "arn:aws:s3:::*" }),
      allow({ Resource: ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"] }),
      deny({ Resource: "arn:aws:s3:::*log*" }),
    );
    const put = { identity: carlos, action: "s3:PutObject", resourcePolicy: grantTo({ AWS: USER }) };
    expect(allowed({ ...put, resourceArn: "arn:aws:s3:::carlossalazar/x" })).toBe(true);
    expect(allowed({ ...put, resourceArn: "arn:aws:s3:::carlossalazar-logs/x" })).toBe(false);
    expect(allowed({ ...put, resourceArn: "arn:aws:s3:::other/x" })).toBe(true);
  });

  test("naming the account leaves the decision to identity policies", () => {
    for (const name of [A, `arn:aws:iam::${A}:root`]) {
      expect(decide({ resourcePolicy: grantTo({ AWS: name }) })).toMatchObject({
        isAllowed: false,
        layer: "identity-policy",
      });
      expect(allowed({ resourcePolicy: grantTo({ AWS: name }), identity: identity(allow()) })).toBe(true);
    }
  });

  test("the root user may do everything but what a deny or an SCP takes away", () => {
    expect(allowed({ principal: root })).toBe(true);
    expect(allowed({ principal: root, resourcePolicy: resource(deny({ Principal: "*" })) })).toBe(false);
    expect(allowed({ principal: root, scps: [level(nothing)] })).toBe(false);
  });

  // What is granted to: the user or session itself, its role, the account, everybody; against a boundary or session policy that does not allow.
  const reaches: readonly (readonly [title: string, principal: PolicyPrincipal, name: unknown, bypasses: boolean])[] = [
    ["the user's ARN", ada, { AWS: USER }, true],
    ["the user's unique id", ada, { AWS: "AIDAADA" }, true],
    ["everybody", ada, "*", true],
    ["the session's ARN", reader, { AWS: SESSION }, true],
    ["everybody, to a session", reader, { AWS: "*" }, true],
    ["the role's ARN", reader, { AWS: ROLE }, false],
    ["the role's unique id", reader, { AWS: "AROAREADER" }, false],
    ["the federated session's ARN", federated, { AWS: `arn:aws:sts::${A}:federated-user/fed` }, true],
    ["the user that federated", federated, { AWS: USER }, false],
  ];

  test.each(reaches)("a grant to %s meets boundary and session policies", (_title, principal, name, bypasses) => {
    const open = principal.type === "federated-user" ? { session: session(allow()) } : {};
    const question: Question = { principal, resourcePolicy: grantTo(name), ...open };
    expect(allowed(question)).toBe(true);
    expect(decide({ ...question, boundary: boundary(nothing) }).isAllowed).toBe(bypasses);
    if (principal.type !== "user") expect(decide({ ...question, session: session(nothing) }).isAllowed).toBe(bypasses);
    expect(allowed({ ...question, boundary: boundary(deny()) })).toBe(false);
  });

  test("boundary and session policies must both allow what identity policies allow", () => {
    const base: Question = { principal: reader, identity: identity(allow()) };
    expect(allowed({ ...base, boundary: boundary(allow()), session: session(allow()) })).toBe(true);
    expect(decide({ ...base, boundary: boundary(nothing) }).layer).toBe("permissions-boundary");
    expect(decide({ ...base, boundary: boundary(allow()), session: session(nothing) }).layer).toBe("session-policy");
    expect(decide({ ...base, identity: [], boundary: boundary(allow()), session: session(allow()) }).layer).toBe(
      "identity-policy",
    );
  });

  test("a federated user without session policies may do nothing but what resource policies grant", () => {
    expect(decide({ principal: federated, identity: identity(allow()) })).toMatchObject({
      isAllowed: false,
      layer: "session-policy",
    });
    const explained = explain(...asked({ principal: federated, identity: identity(allow()) }));
    expect(explained.layers).toContainEqual({ layer: "session-policy", outcome: "implicit-deny" });
    expect(allowed({ principal: federated, identity: identity(allow()), session: session(allow()) })).toBe(true);
  });

  test("a federated user of root has what its session policies name", () => {
    const ofRoot: PolicyPrincipal = { ...federated, creatorArn: `arn:aws:iam::${A}:root` };
    expect(allowed({ principal: ofRoot, session: session(allow()) })).toBe(true);
    expect(allowed({ principal: ofRoot, session: session(nothing) })).toBe(false);
  });
});

describe("across accounts", () => {
  const cross = { owner: B, identity: identity(allow()) };

  test("both sides must allow", () => {
    expect(decide(cross)).toMatchObject({ isAllowed: false, isCrossAccount: true, layer: "resource-policy" });
    expect(decide({ owner: B, resourcePolicy: grantTo({ AWS: USER }) })).toMatchObject({
      isAllowed: false,
      layer: "identity-policy",
    });
    for (const name of [{ AWS: USER }, { AWS: A }, "*"])
      expect(allowed({ ...cross, resourcePolicy: grantTo(name) })).toBe(true);
    expect(allowed({ ...cross, resourcePolicy: grantTo({ AWS: B }) })).toBe(false);
  });

  test("boundary and session policies count, whoever is named", () => {
    const base: Question = { ...cross, principal: reader, resourcePolicy: grantTo({ AWS: SESSION }) };
    expect(allowed(base)).toBe(true);
    expect(allowed({ ...base, boundary: boundary(nothing) })).toBe(false);
    expect(allowed({ ...base, session: session(nothing) })).toBe(false);
  });

  test("root needs the other account's word, and no identity policy", () => {
    expect(allowed({ principal: root, owner: B })).toBe(false);
    expect(allowed({ principal: root, owner: B, resourcePolicy: grantTo({ AWS: A }) })).toBe(true);
  });
});

describe("callers without an account", () => {
  test("services need a policy that names them", () => {
    expect(allowed({ principal: glue })).toBe(false);
    expect(allowed({ principal: glue, resourcePolicy: grantTo({ Service: "glue.amazonaws.com" }) })).toBe(true);
    expect(allowed({ principal: glue, resourcePolicy: grantTo({ Service: "logs.amazonaws.com" }) })).toBe(false);
    expect(allowed({ principal: glue, resourcePolicy: grantTo({ AWS: A }) })).toBe(false);
    expect(
      allowed({ principal: glue, scps: [level(nothing)], resourcePolicy: grantTo({ Service: "glue.amazonaws.com" }) }),
    ).toBe(true);
  });

  test("anonymous callers need a policy for everybody", () => {
    expect(allowed({ principal: anonymous })).toBe(false);
    for (const name of ["*", { AWS: "*" }])
      expect(allowed({ principal: anonymous, resourcePolicy: grantTo(name) })).toBe(true);
    expect(allowed({ principal: anonymous, resourcePolicy: grantTo({ AWS: A }) })).toBe(false);
    expect(
      allowed({
        principal: anonymous,
        resourcePolicy: resource(allow({ Principal: "*" }), deny({ Principal: "*", Action: "s3:GetObject" })),
      }),
    ).toBe(false);
  });

  test("a caller with an identity provider's word is meant by that provider's name", () => {
    const google: PolicyPrincipal = { ...anonymous, federatedProvider: "accounts.google.com" };
    const question: Question = { principal: google, resourceRule: "decides", action: "sts:AssumeRoleWithWebIdentity" };
    const trust = (Federated: string): CompiledPolicy =>
      resource({ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated } });
    expect(allowed({ ...question, resourcePolicy: trust("accounts.google.com") })).toBe(true);
    expect(allowed({ ...question, resourcePolicy: trust("www.amazon.com") })).toBe(false);
  });
});

describe("organizations", () => {
  test("every level must allow", () => {
    const base: Question = { identity: identity(allow()) };
    expect(allowed({ ...base, scps: [level(allow()), level(nothing), level(allow())] })).toBe(false);
    expect(decide({ ...base, scps: [level(allow()), [], level(allow())] }).layer).toBe("service-control-policy");
    expect(allowed({ ...base, scps: [level(allow()), [...level(nothing), ...level(allow())]] })).toBe(true);
  });

  test("an SCP also binds what a resource policy grants", () => {
    expect(allowed({ resourcePolicy: grantTo({ AWS: USER }), scps: [level(nothing)] })).toBe(false);
  });

  test("neither SCPs nor RCPs bind service-linked roles", () => {
    const linked: PolicyPrincipal = { ...reader, isServiceLinkedRole: true };
    const rcps = [[policy("resource-control-policy", deny({ Principal: "*" }))]];
    expect(allowed({ principal: linked, identity: identity(allow()), scps: [level(deny())], rcps })).toBe(true);
    expect(allowed({ principal: reader, identity: identity(allow()), rcps })).toBe(false);
    expect(allowed({ principal: anonymous, resourcePolicy: grantTo("*"), rcps })).toBe(false);
  });
});

describe("keys and roles", () => {
  const key: Question = {
    resourceRule: "decides",
    identity: identity(allow({ Action: "kms:*" })),
    action: "kms:Decrypt",
  };
  const keyPolicy = (Principal: unknown): CompiledPolicy =>
    resource({ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" });

  test("must allow in their own policy, by name or by delegating to the account", () => {
    expect(decide({ ...key, resourcePolicy: keyPolicy({ AWS: B }) })).toMatchObject({
      isAllowed: false,
      layer: "resource-policy",
    });
    expect(allowed({ ...key, resourcePolicy: keyPolicy({ AWS: A }) })).toBe(true);
    expect(allowed({ ...key, identity: [], resourcePolicy: keyPolicy({ AWS: A }) })).toBe(false);
    expect(allowed({ ...key, identity: [], resourcePolicy: keyPolicy({ AWS: USER }) })).toBe(true);
    expect(allowed({ ...key, principal: root, resourcePolicy: keyPolicy({ AWS: USER }) })).toBe(false);
    expect(allowed({ ...key, principal: root, resourcePolicy: keyPolicy({ AWS: A }) })).toBe(true);
  });

  test("a grant does what a policy would", () => {
    expect(allowed({ ...key, identity: [], resourcePolicy: keyPolicy({ AWS: B }), resourceGrant: "grant/1" })).toBe(
      true,
    );
    expect(allowed({ ...key, identity: [], resourceGrant: "grant/1", scps: [level(nothing)] })).toBe(false);
    expect(explain(...asked({ ...key, resourceGrant: "grant/1" })).layers).toContainEqual({
      layer: "resource-policy",
      outcome: "allow",
    });
  });
});

function asked(question: Question): [Parameters<typeof explain>[0], Parameters<typeof explain>[1]] {
  const { request, layers } = questionOf(question);
  return [request, layers];
}

describe("NotPrincipal with Deny", () => {
  const spared = (names: readonly string[], principal: PolicyPrincipal, change: Question = {}): boolean =>
    allowed({
      principal,
      identity: identity(allow()),
      resourcePolicy: resource(deny({ NotPrincipal: { AWS: names } })),
      ...change,
    });

  test("spares the user that it names, not the rest of the account", () => {
    expect(spared([USER, A], ada)).toBe(true);
    expect(spared([USER], ada)).toBe(true);
    expect(spared([A], ada)).toBe(false);
    expect(spared([A], root)).toBe(true);
  });

  test("spares a session that it names with its role", () => {
    expect(spared([SESSION, ROLE, A], reader)).toBe(true);
    expect(spared([ROLE, A], reader)).toBe(false);
    expect(spared([SESSION], reader)).toBe(false);
  });

  test("spares nobody who has a permissions boundary", () => {
    expect(spared([USER, A], ada, { boundary: boundary(allow()) })).toBe(false);
  });
});

describe("a refusal", () => {
  const message = (question: Question): string =>
    denialMessage({
      who: USER,
      action: question.action ?? "s3:GetObject",
      resource: question.resourceArn ?? "arn:aws:s3:::b/k",
      decision: decide(question),
    });
  const start = `User: ${USER} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k`;

  test("is told in AWS's words", () => {
    const ids = identity(allow());
    expect(message({})).toBe(`${start} because no identity-based policy allows the s3:GetObject action`);
    expect(message({ identity: ids, boundary: boundary(nothing) })).toBe(
      `${start} because no permissions boundary allows the s3:GetObject action`,
    );
    expect(message({ identity: ids, session: session(nothing) })).toBe(
      `${start} because no session policy allows the s3:GetObject action`,
    );
    expect(message({ identity: ids, scps: [level(nothing)] })).toBe(
      `${start} because no service control policy allows the s3:GetObject action`,
    );
    expect(message({ identity: ids, owner: B })).toBe(
      `${start} because no resource-based policy allows the s3:GetObject action`,
    );
    expect(message({ identity: ids, scps: [level(allow(), deny())] })).toBe(
      `${start} with an explicit deny in a service control policy`,
    );
    expect(message({ identity: identity(deny()) })).toBe(`${start} with an explicit deny in an identity-based policy`);
    expect(message({ resourcePolicy: resource(deny({ Principal: "*" })) })).toBe(
      `${start} with an explicit deny in a resource-based policy`,
    );
    expect(message({ identity: ids, vpcEndpoint: policy("vpc-endpoint-policy", nothing) })).toBe(
      `${start} because no VPC endpoint policy allows the s3:GetObject action`,
    );
  });

  test("names no resource where the action has none, and the role's policy by its name", () => {
    expect(message({ resourceArn: "*" })).toBe(
      `User: ${USER} is not authorized to perform: s3:GetObject because no identity-based policy allows the s3:GetObject action`,
    );
    const role = `arn:aws:iam::${A}:role/r`;
    expect(message({ action: "sts:AssumeRole", resourceArn: role, resourceRule: "decides" })).toBe(
      `User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${role} because no role trust policy allows the sts:AssumeRole action`,
    );
  });

  test("names the policy that denies when it has an ARN", () => {
    const arn = `arn:aws:iam::${A}:policy/guard`;
    const guard = compilePolicy(
      { layer: "identity-policy", id: arn },
      JSON.stringify({ Version: "2012-10-17", Statement: deny() }),
    );
    expect(message({ identity: [guard] })).toBe(`${start} with an explicit deny in an identity-based policy: ${arn}`);
  });

  test("is explained by layer, with the condition that was missed", () => {
    const Condition = { StringEquals: { "aws:PrincipalTag/team": "data" } };
    const explained = explain(
      ...asked({ identity: identity(allow({ Sid: "Team", Condition })), boundary: boundary(allow()) }),
    );
    expect(explained.layers).toContainEqual({ layer: "identity-policy", outcome: "implicit-deny" });
    expect(explained.layers.find(({ layer }) => layer === "permissions-boundary")?.outcome).toBe("allow");
    expect(explained.nearMisses).toMatchObject([
      {
        effect: "Allow",
        statement: { sid: "Team", index: 0 },
        reason: 'StringEquals aws:PrincipalTag/team: request has nothing, policy wants ["data"]',
      },
    ]);
  });

  test("comes with the statements that would have prevented it", () => {
    expect(
      smallestGrant(...asked({ identity: identity(allow()), owner: B, scps: [level(allow()), level(nothing)] })),
    ).toEqual([
      {
        layer: "service-control-policy",
        level: 1,
        add: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k" },
      },
      {
        layer: "resource-policy",
        add: { Effect: "Allow", Principal: { AWS: USER }, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k" },
      },
    ]);
    const denied = smallestGrant(
      ...asked({ identity: identity(allow(), deny({ Sid: "No" })), boundary: boundary(nothing) }),
    );
    expect(denied).toMatchObject([
      { layer: "identity-policy", narrow: { index: 1, sid: "No" } },
      { layer: "permissions-boundary", add: { Effect: "Allow", Action: "s3:GetObject" } },
    ]);
    expect(smallestGrant(...asked({ principal: anonymous }))).toMatchObject([
      { layer: "resource-policy", add: { Principal: "*" } },
    ]);
  });
});

test("a compiled policy tells which keys it asks for", () => {
  const [one] = identity(
    allow({
      Resource: "arn:aws:s3:::b/${aws:username}",
      Condition: { StringEquals: { "s3:ExistingObjectTag/x": "${aws:PrincipalTag/y}" } },
    }),
  );
  expect(one?.mentions("aws:username")).toBe(true);
  expect(one?.mentions("aws:principaltag/y")).toBe(true);
  expect(one?.mentions("aws:sourceip")).toBe(false);
  expect(one?.mentionsPrefix("s3:existingobjecttag/")).toBe(true);
  expect(one?.mentionsPrefix("aws:resourcetag/")).toBe(false);
});
