/**
 * Random questions to the policy engine: a principal, a request and policies for every layer, from small pools of names, so that statements meet
 * requests often. Documents are plain JSON; both the engine and the oracle read them.
 */
import fc from "fast-check";

export const HOME = "111111111111";
export const OTHER = "222222222222";

export interface StatementCase {
  readonly Effect: "Allow" | "Deny";
  readonly [element: string]: unknown;
}

export interface DocumentCase {
  readonly Version?: string;
  readonly Statement: readonly StatementCase[];
}

export type PrincipalCase =
  | { readonly type: "user"; readonly accountId: string; readonly name: string }
  | { readonly type: "assumed-role"; readonly accountId: string; readonly name: string; readonly session: string }
  | { readonly type: "federated-user"; readonly accountId: string; readonly name: string }
  | { readonly type: "root"; readonly accountId: string }
  | { readonly type: "service"; readonly name: string }
  | { readonly type: "anonymous" };

export interface PolicyCase {
  readonly principal: PrincipalCase;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly DocumentCase[];
  readonly boundary: DocumentCase | undefined;
  readonly session: DocumentCase | undefined;
  readonly resourcePolicy: DocumentCase | undefined;
  /** The policy is that of the account which holds the resource, and another one owns it: `resourceAccountId`. S3 objects alone are like that. */
  readonly isPolicyOfHolder: boolean;
  /** The policy has the unique ids of users and roles in the place of their ARNs, as services keep it. */
  readonly isKept: boolean;
  readonly vpcEndpoint: DocumentCase | undefined;
  readonly scps: readonly (readonly DocumentCase[])[] | undefined;
  readonly rcps: readonly (readonly DocumentCase[])[] | undefined;
}

const oneOrMore = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 2, arbitrary: value }, { weight: 1, arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }) });

const maybe = <T>(value: fc.Arbitrary<T>, present = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: present, arbitrary: value });

const principals = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("user" as const),
      accountId: fc.constantFrom(HOME, HOME, OTHER),
      name: fc.constantFrom("ada", "bob"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("assumed-role" as const),
      accountId: fc.constantFrom(HOME, HOME, OTHER),
      name: fc.constantFrom("reader", "writer"),
      session: fc.constantFrom("s1", "s2"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("federated-user" as const),
      accountId: fc.constantFrom(HOME, OTHER),
      name: fc.constantFrom("ada", "fed"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("root" as const), accountId: fc.constantFrom(HOME, OTHER) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("service" as const),
      name: fc.constantFrom("glue.amazonaws.com", "logs.amazonaws.com"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "anonymous" as const }) },
);

/** What is asked: the action and the forms of its resource. */
const asked = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      action: fc.constantFrom("s3:GetObject", "s3:PutObject", "S3:getobject"),
      resource: fc.constantFrom(
        "arn:aws:s3:::lake/home/ada/x",
        "arn:aws:s3:::lake/home/bob/y:z",
        "arn:aws:s3:::lake/raw/1",
        "arn:aws:s3:::Lake/raw/1",
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom("s3:ListBucket", "s3:DeleteBucket"),
      resource: fc.constantFrom("arn:aws:s3:::lake", "arn:aws:s3:::lake-2"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom("kms:Decrypt", "kms:Encrypt"),
      resource: fc.constantFrom(`arn:aws:kms:us-east-1:${HOME}:key/k1`),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      action: fc.constantFrom("sts:AssumeRole"),
      resource: fc.constantFrom(`arn:aws:iam::${HOME}:role/target`),
    }),
  },
);

const actionPatterns = fc.constantFrom(
  "*",
  "s3:*",
  "s3:Get*",
  "s3:getobject",
  "s3:*Object",
  "s3:PutObject",
  "s3:List?ucket",
  "s3:DeleteBucket",
  "kms:*",
  "kms:Decrypt",
  "sts:AssumeRole",
  "glue:*",
);

const resourcePatterns = fc.constantFrom(
  "*",
  "arn:aws:s3:::lake/*",
  "arn:aws:s3:::lake*",
  "arn:aws:s3:::lake",
  "arn:aws:s3:::lake/home/${aws:username}/*",
  "arn:aws:s3:::lake/home/${aws:PrincipalTag/home, 'ada'}/*",
  "arn:aws:s3:::*/raw/?",
  "arn:aws:s3:::lake/raw/1",
  "arn:aws:s3:::*",
  `arn:aws:kms:us-east-1:${HOME}:key/*`,
  `arn:aws:kms:*:${HOME}:key/k1`,
  `arn:aws:iam::${HOME}:role/*`,
  `arn:aws:iam::*:role/target`,
);

const principalNames = fc.constantFrom(
  HOME,
  OTHER,
  `arn:aws:iam::${HOME}:root`,
  `arn:aws:iam::${HOME}:user/ada`,
  `arn:aws:iam::${HOME}:user/bob`,
  `arn:aws:iam::${OTHER}:user/ada`,
  `arn:aws:iam::${HOME}:role/reader`,
  `arn:aws:iam::${OTHER}:role/reader`,
  `arn:aws:sts::${HOME}:assumed-role/reader/s1`,
  `arn:aws:sts::${OTHER}:assumed-role/writer/s2`,
  `arn:aws:sts::${HOME}:federated-user/fed`,
);

const principalElements = fc.oneof(
  { weight: 2, arbitrary: fc.constant("*") },
  { weight: 1, arbitrary: fc.constant({ AWS: "*" }) },
  { weight: 5, arbitrary: oneOrMore(principalNames).map((AWS) => ({ AWS })) },
  { weight: 1, arbitrary: fc.constant({ Service: "glue.amazonaws.com" }) },
  {
    weight: 1,
    arbitrary: oneOrMore(principalNames).map((AWS) => ({ AWS, Service: ["glue.amazonaws.com", "logs.amazonaws.com"] })),
  },
);

type Tests = readonly [operators: readonly string[], keys: readonly string[], values: readonly string[]];

const NUMBERS = ["5", "10", "10.0", "007", "-1"];
const DATES = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"];
const ARNS = [
  `arn:aws:iam::${HOME}:user/ada`,
  `arn:aws:iam::*:user/*`,
  `arn:aws:iam::${HOME}:role/*`,
  `arn:*:iam::${HOME}:*/ada`,
  "arn:aws:s3:::lake/a:b",
  "arn:aws:s3:::lake/*",
  `arn:aws:iam::${HOME}:user/\${aws:username}`,
];

const STRING_KEYS = [
  "aws:PrincipalTag/team",
  "AWS:principaltag/Team",
  "s3:prefix",
  "aws:username",
  "aws:RequestTag/team",
];
const TEXTS = [
  "ml",
  "ML",
  "m*",
  "*",
  "?l",
  "",
  "ada",
  "${aws:username}",
  "${aws:PrincipalTag/team}",
  "x${aws:nothing, 'y'}",
];

const TESTS: readonly Tests[] = [
  [["StringLike", "StringNotLike"], STRING_KEYS, [...TEXTS, "${*}"]],
  [["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"], STRING_KEYS, TEXTS],
  [
    [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
    ["s3:max-keys", "aws:MultiFactorAuthAge"],
    NUMBERS,
  ],
  [
    ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
    ["aws:CurrentTime", "aws:TokenIssueTime"],
    DATES,
  ],
  [["Bool"], ["aws:SecureTransport", "aws:MultiFactorAuthPresent"], ["true", "false"]],
  [
    ["IpAddress", "NotIpAddress"],
    ["aws:SourceIp"],
    ["10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/1", "2001:db8::/32", "192.168.0.0/16"],
  ],
  [["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"], ["aws:PrincipalArn", "aws:SourceArn"], ARNS],
  [["Null"], ["aws:TokenIssueTime", "aws:PrincipalTag/team", "aws:TagKeys"], ["true", "false"]],
];

const SETS: readonly Tests[] = [
  [
    ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
    ["aws:TagKeys", "aws:PrincipalOrgPaths"],
    ["team", "Team", "cost", "t*", "?eam", "${aws:PrincipalTag/team}"],
  ],
  [["ArnLike", "ArnNotEquals"], ["aws:SourceVpcArns"], ARNS],
];

const block = ([operators, keys, values]: Tests, prefixes: readonly string[]): fc.Arbitrary<object> =>
  fc.constantFrom(...operators).chain((operator) => {
    // What a variable without a value means to a negated operator is told by the specification's own test.
    const isNegated = operator.includes("Not");
    const wanted = isNegated ? values.filter((value) => !value.includes("${")) : values;
    return fc
      .record({
        prefix: fc.constantFrom(...prefixes),
        ifExists: fc.constantFrom("", "", "IfExists"),
        key: fc.constantFrom(...keys),
        values: oneOrMore(fc.constantFrom(...wanted)),
      })
      .map((one) => ({
        [`${one.prefix}${operator}${operator === "Null" ? "" : one.ifExists}`]: { [one.key]: one.values },
      }));
  });

const conditionBlocks = fc
  .array(
    fc.oneof(
      ...TESTS.map((tests) => ({ weight: 3, arbitrary: block(tests, [""]) })),
      ...SETS.map((tests) => ({ weight: 3, arbitrary: block(tests, ["ForAllValues:", "ForAnyValue:"]) })),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((blocks) => Object.assign({}, ...blocks) as object);

/** Callers of one name only: whom `NotPrincipal` spares when a caller has several is told by the specification's own test. */
const sparedElements = fc.oneof(
  oneOrMore(fc.constantFrom(`arn:aws:iam::${HOME}:user/bob`, `arn:aws:sts::${HOME}:federated-user/fed`)).map((AWS) => ({
    AWS,
  })),
  fc.constant({ Service: "glue.amazonaws.com" }),
);

interface Form {
  readonly hasPrincipal: boolean;
}

const statements = ({ hasPrincipal }: Form): fc.Arbitrary<StatementCase> =>
  fc
    .record({
      Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Allow" as const, "Deny" as const),
      actions: oneOrMore(actionPatterns),
      resources: oneOrMore(resourcePatterns),
      principal: principalElements,
      spared: sparedElements,
      condition: maybe(conditionBlocks, 2),
      isNotAction: oneOf(6),
      isNotResource: oneOf(6),
      isNotPrincipal: oneOf(6),
    })
    .map((one) => ({
      Effect: one.Effect,
      ...(hasPrincipal ? principalOf(one) : {}),
      [one.isNotAction ? "NotAction" : "Action"]: one.actions,
      // A variable without a value in NotResource is told by the specification's own test.
      [one.isNotResource && !JSON.stringify(one.resources).includes("aws:username") ? "NotResource" : "Resource"]:
        one.resources,
      ...(one.condition === undefined ? {} : { Condition: one.condition }),
    }));

const oneOf = (count: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: count }).map((number) => number === count);

interface PrincipalChoice {
  readonly Effect: "Allow" | "Deny";
  readonly isNotPrincipal: boolean;
  readonly principal: unknown;
  readonly spared: unknown;
}

const principalOf = ({ Effect, isNotPrincipal, principal, spared }: PrincipalChoice): object =>
  isNotPrincipal && Effect === "Deny" ? { NotPrincipal: spared } : { Principal: principal };

const documents = (form: Form): fc.Arbitrary<DocumentCase> =>
  fc
    .record({
      version: fc.constantFrom("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"),
      Statement: fc.array(statements(form), { minLength: 1, maxLength: 3 }),
    })
    .map(({ version, Statement }) => ({
      // The oracle fills variables in the older version too.
      Version: JSON.stringify(Statement).includes("${") ? "2012-10-17" : version,
      Statement,
    }));

const plain = documents({ hasPrincipal: false });
const withPrincipal = documents({ hasPrincipal: true });
const everything: DocumentCase = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};
const everythingForAll: DocumentCase = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};
/** A limit that lets most things pass, so that later layers get to decide. */
const limits = fc
  .record({ document: plain, isOpen: oneOf(2) })
  .map(({ document, isOpen }): DocumentCase =>
    isOpen ? { ...document, Statement: [...document.Statement, ...everything.Statement] } : document,
  );

const denials = statements({ hasPrincipal: false }).map((statement): DocumentCase => ({
  Version: "2012-10-17",
  Statement: [{ ...statement, Effect: "Deny", Principal: "*" }],
}));

const SOME = fc.constantFrom;
const contexts = fc.record(
  {
    "aws:PrincipalTag/team": SOME("ml", "ML", "data", "m*", ""),
    "aws:PrincipalTag/home": SOME("ada", "bob"),
    "aws:RequestTag/team": SOME("ml", "data"),
    "s3:prefix": SOME("", "ml", "ada", "xy"),
    "s3:max-keys": SOME("5", "10", "11"),
    "aws:MultiFactorAuthAge": SOME("5", "10"),
    "aws:CurrentTime": SOME("2026-06-01T00:00:00Z", "2026-11-23T05:00:00Z"),
    "aws:TokenIssueTime": SOME("2026-06-01T00:00:00Z", "2025-11-23T05:00:00Z"),
    "aws:SecureTransport": SOME("true", "false"),
    "aws:MultiFactorAuthPresent": SOME("true", "false"),
    "aws:SourceIp": SOME("10.1.2.3", "8.8.8.8", "2001:db8::1", "2001:db9::1"),
    "aws:SourceArn": SOME("arn:aws:s3:::lake/a:b", "arn:aws:s3:::lake/x", `arn:aws:iam::${HOME}:user/ada`),
    "aws:TagKeys": fc.array(SOME("team", "cost", "Team", "ml"), { minLength: 1, maxLength: 3 }),
    "aws:PrincipalOrgPaths": fc.array(SOME("team", "cost"), { minLength: 1, maxLength: 2 }),
    "aws:SourceVpcArns": fc.array(SOME("arn:aws:s3:::lake/x", `arn:aws:iam::${HOME}:user/ada`), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: [] },
);

const levels = (
  document: fc.Arbitrary<DocumentCase>,
  full: DocumentCase,
): fc.Arbitrary<readonly (readonly DocumentCase[])[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: document.map((one) => [full, one]) },
      { weight: 1, arbitrary: document.map((one) => [one]) },
      { weight: 2, arbitrary: fc.constant([full]) },
    ),
    { minLength: 1, maxLength: 3 },
  );

/** Keys that the caller itself decides. */
function ownKeys(principal: PrincipalCase): Record<string, string> {
  const { userName, arn } = namesOf(principal);
  return {
    ...(userName === undefined ? {} : { "aws:username": userName }),
    ...(arn === undefined ? {} : { "aws:PrincipalArn": arn }),
  };
}

function namesOf(principal: PrincipalCase): { readonly userName?: string; readonly arn?: string } {
  switch (principal.type) {
    case "user":
      return { userName: principal.name, arn: `arn:aws:iam::${principal.accountId}:user/${principal.name}` };
    case "assumed-role":
      return { arn: `arn:aws:iam::${principal.accountId}:role/${principal.name}` };
    case "federated-user":
      return { arn: `arn:aws:sts::${principal.accountId}:federated-user/${principal.name}` };
    case "root":
      return { arn: `arn:aws:iam::${principal.accountId}:root` };
    default:
      return {};
  }
}

export const policyCases: fc.Arbitrary<PolicyCase> = fc
  .record({
    principal: principals,
    asked,
    context: contexts,
    identity: fc.array(plain, { minLength: 0, maxLength: 2 }),
    isAdministrator: oneOf(2),
    boundary: maybe(limits),
    session: maybe(limits),
    resourcePolicy: maybe(withPrincipal, 3),
    isOfHolder: oneOf(2),
    isKept: fc.boolean(),
    vpcEndpoint: maybe(limits),
    scps: maybe(levels(limits, everything)),
    rcps: maybe(levels(denials, everythingForAll)),
  })
  .map(({ asked: { action, resource }, isAdministrator, isOfHolder, principal, ...rest }) => {
    const isSession = principal.type === "assumed-role" || principal.type === "federated-user";
    const hasIdentity = isSession || principal.type === "user";
    return {
      ...rest,
      principal,
      action,
      resource,
      resourceAccountId: HOME,
      context: { ...rest.context, ...ownKeys(principal) },
      identity: hasIdentity ? (isAdministrator ? [...rest.identity, everything] : rest.identity) : [],
      boundary: hasIdentity ? rest.boundary : undefined,
      // A federated user without session policies may do nothing, which the oracle does not know (GetFederationToken, "Permissions").
      session:
        principal.type === "federated-user" ? (rest.session ?? everything) : isSession ? rest.session : undefined,
      scps: principal.type === "anonymous" || principal.type === "service" ? undefined : rest.scps,
      rcps: rest.rcps?.map((level) => [everythingForAll, ...level.filter((one) => one !== everythingForAll)]),
      isPolicyOfHolder: isOfHolder && /^s3:(?:Get|Put)Object$/i.test(action),
      resourcePolicy: resourcePolicyFor(action, rest.resourcePolicy),
      vpcEndpoint: rest.vpcEndpoint === undefined ? undefined : forEverybody(rest.vpcEndpoint),
    };
  });

/** Keys and roles always have a policy; a role's has no resources. */
function resourcePolicyFor(action: string, document: DocumentCase | undefined): DocumentCase | undefined {
  if (action.startsWith("sts:")) return withoutResources(document ?? delegating);
  return action.startsWith("kms:") ? (document ?? delegating) : document;
}

const delegating: DocumentCase = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: HOME }, Action: "*", Resource: "*" }],
};

function withoutResources(document: DocumentCase): DocumentCase {
  const Statement = document.Statement.map(({ Resource: _one, NotResource: _other, ...rest }) => rest as StatementCase);
  return { ...document, Statement };
}

const forEverybody = (document: DocumentCase): DocumentCase => ({
  ...document,
  Statement: document.Statement.map((one) => ({ ...one, Principal: "*" })),
});
