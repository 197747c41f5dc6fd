/**
 * Every working operation of every service says which permissions it needs, in terms that AWS has: each action, resource and condition key of each
 * check is looked up in AWS's service authorization reference. A new operation is checked the moment its row is in a service's table.
 */
import { policyPrincipals } from "../../../src/services/iam/policy-principals.ts";
import { afterAll, describe, expect, test } from "vitest";
import { createAudit } from "../../../src/audit/audit.ts";
import { composeServices } from "../../../src/app/compose.ts";
import { resolveConfig } from "../../../src/app/config.ts";
import { openEngines } from "../../../src/app/engines.ts";
import { Openings } from "../../../src/app/openings.ts";
import { createSealer } from "../../../src/auth/sealer.ts";
import type { RequestContext } from "../../../src/kit/context.ts";
import { createHeaders } from "../../../src/kit/http.ts";
import type { AccessCheck, UntypedOperation } from "../../../src/kit/operation.ts";
import type { Service } from "../../../src/kit/service.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";
import { type Difference, DIFFERENCES } from "./differences.ts";
import { isConditionKey, referenceAction } from "./iam-reference.ts";
import { ACCOUNT, REGION, sampleInputs } from "./sample-inputs.ts";

const runtime = systemRuntime(silentLog());
const openings = new Openings();
const services = await loadServices();
afterAll(() => openings.closeAll());

/** AWS asks for no permission: they speak of the caller's own credentials only. */
const NEEDS_NO_PERMISSION: ReadonlySet<string> = new Set(["sts:GetCallerIdentity", "sts:GetSessionToken"]);

/** An input without the member that names the resource, which the model does not require: the operation refuses it as malformed. */
const NAMES_NOTHING: ReadonlySet<string> = new Set(["kms:Decrypt", "kms:RetireGrant", "s3tables:GetTable"]);

const context: RequestContext = {
  principal: {
    type: "user",
    accountId: ACCOUNT,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    arn: `arn:aws:iam::${ACCOUNT}:user/caller`,
    userId: "AIDACKCEVSQ6C2EXAMPLE",
    userName: "caller",
  },
  accountId: ACCOUNT,
  region: REGION,
  requestId: "sample",
  nowMs: 0,
  headers: createHeaders([]),
  rawQuery: "",
  method: "POST",
  trailers: new Map(),
  bodyBytes: 0,
  scheme: "https",
  host: "localhost",
  sourceIp: "127.0.0.1",
  signal: new AbortController().signal,
  log: silentLog(),
};

/** Services whose actions carry another's name. */
const ACTION_PREFIXES: Readonly<Record<string, string>> = { s3control: "s3" };

describe.each(services)("$name", ({ name: service, operations, model }) => {
  const working = Object.entries(operations).filter(
    (row): row is [string, UntypedOperation] => !("notImplemented" in row[1]),
  );

  test.each(working)("%s names actions, resources and condition keys that AWS has", async (operation, row) => {
    expect(row.access, "an operation without access is denied to everybody").toBeTypeOf("function");
    const operationModel = model.operations.get(operation);
    if (operationModel === undefined) throw new Error(`the client has no ${operation}`);
    for (const sample of sampleInputs(service, operationModel)) {
      const checks = row.access(sample.input as never, context);
      await checkMapping(`${ACTION_PREFIXES[service] ?? service}:${operation}`, checks, sample.name);
    }
  });
});

async function checkMapping(operation: string, checks: readonly AccessCheck[], sample: string): Promise<void> {
  if (NEEDS_NO_PERMISSION.has(operation)) {
    expect(checks).toEqual([]);
    return;
  }
  if (sample === "required members" && NAMES_NOTHING.has(operation) && checks.length === 0) return;
  expect(checks.length, `${operation} asks for nothing (${sample})`).toBeGreaterThan(0);
  const own = await referenceAction(operation);
  if (own !== undefined) {
    // AWS: S3's operations on a version named ask for an action of its own, e.g. GetObjectVersion.
    const actions = checks.map(({ action }) => action.replace(/^(s3:.*Object)Version/, "$1").toLowerCase());
    // AWS: names of actions have no case (PutBucketCors asks for s3:PutBucketCORS).
    const named = operation.toLowerCase();
    expect(actions, `${operation} does not ask for the action of its name (${sample})`).toContain(named);
  }
  for (const check of checks) {
    const problems = (await problemsOf(check)).filter((problem) => !isExplained(check.action, problem));
    expect(problems, `${operation} (${sample}): ${JSON.stringify(check)}`).toEqual([]);
  }
}

async function problemsOf({ action, resource, conditions = {} }: AccessCheck): Promise<readonly string[]> {
  const reference = await referenceAction(action);
  if (reference === undefined) return [`AWS has no action ${action}`];
  const spelling = action.split(":")[1] === reference.name ? [] : [`AWS spells it ${reference.name}`];
  const { resources } = reference;
  const matching = resources.filter(({ pattern }) => pattern.test(resource));
  const isEverything = resource === "*" && !resources.some(({ isRequired }) => isRequired);
  const place =
    matching.length > 0 || isEverything
      ? []
      : [`${resource} is none of ${resources.map(({ name, pattern }) => `${name} ${pattern.source}`).join(", ")}`];
  const keys = [...reference.conditionKeys, ...matching.flatMap(({ conditionKeys }) => conditionKeys)];
  const unknown = Object.keys(conditions).filter((key) => !key.startsWith("lakebed:") && !isConditionKey(key, keys));
  return [...spelling, ...place, ...unknown.map((key) => `${key} is no condition key of ${action}`)];
}

const found = new Set<Difference>();

/** Whether it is written down why this differs from AWS's reference. */
function isExplained(action: string, problem: string): boolean {
  const difference = DIFFERENCES.find((one) => one.action.test(action) && one.problem.test(problem));
  if (difference !== undefined) found.add(difference);
  return difference !== undefined;
}

test("every difference that is written down is there", () => {
  expect(DIFFERENCES.filter((difference) => !found.has(difference))).toEqual([]);
});

async function loadServices(): Promise<readonly (Service & { readonly name: string })[]> {
  const config = resolveConfig({ ephemeral: true }, {});
  const engines = await openEngines(config, runtime, openings);
  const audit = createAudit({
    records: engines.storage.records,
    runtime,
    principals: () => policyPrincipals,
    recordsData: false,
  });
  openings.add(() => audit.close());
  const { entries } = composeServices({
    runtime,
    engines,
    authorizer: policyAuthorizer({ runtime }),
    sealer: createSealer(new Uint8Array(32), runtime.random),
    audit,
    s3BucketQuota: config.s3BucketQuota,
    s3Defaults: config.s3Defaults,
    s3LifecycleDaySeconds: undefined,
    eventTargets: {},
    s3BaseEncryption: config.s3BaseEncryption,
    organizationAccountQuota: config.organizationAccountQuota,
    region: config.region,
    openings,
    strictPolicies: false,
  });
  const here = entries.filter(({ planned }) => planned === undefined);
  const loaded = await Promise.all(here.map(async (entry) => ({ ...(await entry.load()), name: entry.name })));
  return loaded.filter(({ operations }) => Object.values(operations).some((row) => "access" in row));
}
