/**
 * `node --import tsx bench/policy.ts`: decisions a second on one core, for what a data scientist's GetObject meets: four identity policies (two of
 * AWS's size), a permissions boundary and a bucket policy; and what compiling such a set costs.
 */
import { compilePolicy } from "../src/auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../src/auth/policy/compiled-policy.ts";
import type { PolicyLayer } from "../src/auth/policy/decision.ts";
import { evaluate } from "../src/auth/policy/evaluate.ts";
import type { PolicyLayers } from "../src/auth/policy/policy-layers.ts";
import type { PolicyRequest } from "../src/auth/policy/policy-request.ts";

const SECONDS = 2;
const ACCOUNT = "123456789012";
const USER = `arn:aws:iam::${ACCOUNT}:user/ada`;

const version = "2012-10-17";
const readOnly = {
  Version: version,
  Statement: [
    {
      Effect: "Allow",
      Action: ["athena:Get*", "athena:List*", "athena:StartQueryExecution", "athena:StopQueryExecution"],
      Resource: `arn:aws:athena:*:${ACCOUNT}:workgroup/science`,
    },
    {
      Effect: "Allow",
      Action: ["glue:GetDatabase*", "glue:GetTable*", "glue:GetPartition*", "glue:BatchGetPartition"],
      Resource: ["arn:aws:glue:*:*:catalog", "arn:aws:glue:*:*:database/lake", "arn:aws:glue:*:*:table/lake/*"],
    },
  ],
};
const home = {
  Version: version,
  Statement: [
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::lake",
      Condition: { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/*"] } },
    },
    { Effect: "Allow", Action: "s3:*Object", Resource: "arn:aws:s3:::lake/home/${aws:username}/*" },
  ],
};
const team = {
  Version: version,
  Statement: {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: "arn:aws:s3:::lake/teams/*",
    Condition: { StringEquals: { "aws:PrincipalTag/team": ["data", "ml"] } },
  },
};
const guard = {
  Version: version,
  Statement: [
    {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    },
    { Effect: "Deny", Action: "s3:DeleteBucket*", Resource: "*" },
    { Effect: "Allow", Action: ["iam:GetUser", "iam:*AccessKey*"], Resource: "arn:aws:iam::*:user/${aws:username}" },
  ],
};
const boundary = {
  Version: version,
  Statement: { Effect: "Allow", Action: ["s3:*", "glue:*", "athena:*", "kms:Decrypt"], Resource: "*" },
};
const bucket = {
  Version: version,
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"],
      Condition: {
        Bool: { "aws:SecureTransport": "false" },
        NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"] },
      },
    },
    {
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111122223333:role/reader", "arn:aws:iam::111122223333:root"] },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::lake/shared/*",
    },
  ],
};

function compiled(layer: PolicyLayer, document: object): CompiledPolicy {
  return compilePolicy({ layer, id: layer }, JSON.stringify(document));
}

const buildLayers = (): PolicyLayers => ({
  resourcePolicy: compiled("resource-policy", bucket),
  resourceRule: "grants",
  identity: [readOnly, home, team, guard].map((document) => compiled("identity-policy", document)),
  boundary: compiled("permissions-boundary", boundary),
});

const keys = new Map<string, string>([
  ["aws:username", "ada"],
  ["aws:principaltag/team", "ml"],
  ["aws:securetransport", "true"],
  ["aws:sourceip", "10.1.2.3"],
  ["aws:multifactorauthpresent", "true"],
]);
const request = (action: string, resource: string): PolicyRequest => ({
  action,
  resource,
  principal: { type: "user", accountId: ACCOUNT, arn: USER },
  resourceAccountId: ACCOUNT,
  context: { get: (key) => keys.get(key) },
});

function rate(work: () => void): number {
  for (let round = 0; round < 20_000; round += 1) work();
  const cpu = process.cpuUsage();
  const endMs = performance.now() + SECONDS * 1000;
  let rounds = 0;
  while (performance.now() < endMs) {
    for (let step = 0; step < 500; step += 1) work();
    rounds += 500;
  }
  const { user, system } = process.cpuUsage(cpu);
  return rounds / ((user + system) / 1e6);
}

const layers = buildLayers();
const questions: readonly (readonly [string, PolicyRequest])[] = [
  ["allowed by a team statement", request("s3:GetObject", "arn:aws:s3:::lake/teams/ml/2026/part-0001.parquet")],
  ["allowed by a home statement (a variable)", request("s3:PutObject", "arn:aws:s3:::lake/home/ada/notes.txt")],
  ["refused, no statement", request("s3:GetObject", "arn:aws:s3:::lake/raw/2026/part-0001.parquet")],
  ["refused, explicit deny", request("s3:DeleteBucketPolicy", "arn:aws:s3:::lake")],
];
for (const [name, question] of questions) {
  const perSecond = rate(() => evaluate(question, layers));
  const { outcome } = evaluate(question, layers);
  process.stdout.write(
    `${name.padEnd(44)} ${outcome.padEnd(14)} ${perSecond.toFixed(0).padStart(9)} decisions/CPU-s\n`,
  );
}
process.stdout.write(
  `${"compiling the six policies".padEnd(59)} ${rate(buildLayers).toFixed(0).padStart(9)} sets/CPU-s\n`,
);
