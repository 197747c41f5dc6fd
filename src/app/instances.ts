/**
 * The services' instances and the ports by which they meet, each made when it is first needed. Nothing here may load a client package: the
 * authorizer's ports are needed by every request, whatever service it is for.
 */
import { join } from "node:path";
import type { Authorizer } from "../auth/authorize.ts";
import { type CanonicalUserIds, createCanonicalUserIds } from "../kit/canonical-user-id.ts";
import type { AuditTrail } from "../kit/ports/audit-trail.ts";
import type { Catalog } from "../kit/ports/catalog.ts";
import type { Guardrails } from "../kit/ports/guardrails.ts";
import type { Identities } from "../kit/ports/identities.ts";
import type { Keys } from "../kit/ports/keys.ts";
import type { ManagedTables } from "../kit/ports/managed-tables.ts";
import type { ObjectStore } from "../kit/ports/object-store.ts";
import type { OperationCalls } from "../kit/ports/operation-calls.ts";
import type { PolicyPrincipals } from "../kit/ports/policy-principals.ts";
import type { RoleCredentials } from "../kit/ports/role-credentials.ts";
import type { RoleSessions } from "../kit/ports/role-sessions.ts";
import type { PermissionUses } from "../kit/ports/permission-use.ts";
import type { ResourceFactsSource } from "../kit/ports/resource-facts.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { QueryEngine } from "../query/query-engine.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Dynamodb } from "../services/dynamodb/dynamodb.ts";
import type { Athena } from "../services/athena/athena.ts";
import type { Glue } from "../services/glue/glue.ts";
import type { Iam } from "../services/iam/iam.ts";
import type { Kms } from "../services/kms/kms.ts";
import type { S3Defaults } from "../services/s3/buckets/defaults.ts";
import type { BaseEncryption } from "../services/s3/encryption/base-encryption.ts";
import type { S3 } from "../services/s3/s3.ts";
import type { EventTargets } from "../services/s3/events/event-targets.ts";
import type { S3Tables } from "../services/s3tables/s3tables.ts";
import type { RecordStore } from "../storage/record-store.ts";
import type { Engines } from "./engines.ts";
import { calledVia } from "./called-via.ts";
import { type Later, once } from "./once.ts";
import type { Openings } from "./openings.ts";
import { given, readProfiles } from "./seed/account-profiles.ts";
import { s3Accounts } from "./s3-accounts.ts";

export interface InstanceDependencies {
  readonly runtime: Runtime;
  readonly engines: Engines;
  readonly authorizer: Authorizer;
  /** Seals secrets at rest. */
  readonly sealer: Sealer;
  /** Permissions that were really used. */
  readonly permissionUses: PermissionUses;
  /** Buckets one account may have. */
  readonly s3BucketQuota: number;
  /** What S3 buckets are born with in accounts that say nothing else. */
  readonly s3Defaults: S3Defaults;
  /** Seconds that count as a day of lifecycle rules; undefined for real days. */
  readonly s3LifecycleDaySeconds: number | undefined;
  /** Where the destinations of S3's events are. */
  readonly eventTargets: EventTargets;
  /** Whether S3 seals objects that nobody asks it to seal. */
  readonly s3BaseEncryption: BaseEncryption;
  /** Where uses of KMS keys by other services are told. */
  readonly trail: AuditTrail;
  /** Where instances that must be closed are noted, in the order in which they came up. */
  readonly openings: Openings;
  /** The Region of the configuration. */
  readonly region: string;
  /** S3's own operations, for its batch jobs. */
  readonly s3Calls: () => Promise<OperationCalls>;
  /** IAM refuses policies with actions that no service has. */
  readonly strictPolicies: boolean;
}

export interface Instances {
  /** S3's names of accounts. */
  readonly canonicalUserIds: Later<CanonicalUserIds>;
  readonly s3: Later<S3>;
  readonly objects: Later<ObjectStore>;
  readonly s3tables: Later<S3Tables>;
  readonly glue: Later<Glue>;
  readonly catalog: Later<Catalog>;
  readonly athena: Later<Athena>;
  readonly dynamodb: Later<Dynamodb>;
  readonly iam: Later<Iam>;
  readonly kms: Later<Kms>;
  /** Envelope keys for services that encrypt in their caller's name. */
  readonly keys: Later<Keys>;
  readonly identities: Later<Identities>;
  /** Users and roles in policies of resources. */
  readonly principals: Later<PolicyPrincipals>;
  readonly guardrails: Later<Guardrails>;
  /** Roles for services, and for programs that run as services would run them. */
  readonly roleSessions: Later<RoleSessions & RoleCredentials>;
  /** What services know of their resources, by the prefix of their actions. */
  readonly resourceFacts: ReadonlyMap<string, Later<ResourceFactsSource>>;
}

export function createInstances(dependencies: InstanceDependencies): Instances {
  const identity = identityInstances(dependencies);
  const data = dataInstances(dependencies, identity);
  return { ...data, ...identity, resourceFacts: factsSources(dependencies, { ...data, ...identity }) };
}

type DataInstances = Pick<
  Instances,
  "canonicalUserIds" | "s3" | "objects" | "s3tables" | "glue" | "catalog" | "athena" | "dynamodb"
>;
type IdentityInstances = Pick<
  Instances,
  "iam" | "kms" | "keys" | "identities" | "principals" | "guardrails" | "roleSessions"
>;

function dataInstances(
  dependencies: InstanceDependencies,
  { roleSessions, keys, identities, principals }: IdentityInstances,
): DataInstances {
  const { runtime, engines, authorizer, sealer, openings, s3BaseEncryption: baseEncryption } = dependencies;
  const { records, bytes } = engines.storage;
  const profiles = once(() => readProfiles(records));
  const canonicalUserIds = once(async () => createCanonicalUserIds(given(await profiles(), "canonicalId")));
  const s3 = once(async () => {
    const { createS3 } = await import("../services/s3/s3.ts");
    const limits = { bucketsPerAccount: dependencies.s3BucketQuota };
    const ids = await canonicalUserIds();
    const { defaultsOf, accountNames } = s3Accounts(await profiles(), ids, dependencies.s3Defaults);
    const { eventTargets } = dependencies;
    const { shortDay } = await import("../services/s3/lifecycle/lifecycle-day.ts");
    const { s3LifecycleDaySeconds: seconds } = dependencies;
    const day = seconds === undefined ? {} : { day: shortDay(seconds) };
    const settings = { canonicalUserIds: ids, defaultsOf, accountNames, limits, eventTargets, ...day };
    const own = async (): Promise<ObjectStore> => objects();
    const throughS3 = once(async () => calledVia(await keys(), "s3.amazonaws.com"));
    const queries = async (): Promise<QueryEngine> => engine();
    const ports = {
      keys: throughS3,
      identities,
      principals,
      roles: roleSessions,
      objects: own,
      calls: dependencies.s3Calls,
      queries,
      tables: managedTables,
      sealer,
      baseEncryption,
    };
    return closing(createS3({ authorizer, records, bytes, runtime, ...settings, ...ports }), openings);
  });
  const objects = once(async () => {
    const { createObjectStore } = await import("../services/s3/object-store.ts");
    const instance = await s3();
    return createObjectStore(instance, instance.authorizer);
  });
  const glue = once(async () => {
    const { createGlue } = await import("../services/glue/service.ts");
    const ports = { objects: await objects(), roles: await roleSessions(), principals: await principals(), authorizer };
    return closing(createGlue({ records, runtime, ...ports }), openings);
  });
  const catalog = once(async () => {
    const { createCatalog } = await import("../services/glue/catalog.ts");
    return createCatalog(await glue(), authorizer);
  });
  const engine = laterEngine(dependencies);
  const s3tables = laterS3Tables(dependencies, { s3, engine, principals });
  const managedTables = laterManagedTables(s3tables);
  const athena = once(async () => {
    const { createAthena } = await import("../services/athena/service.ts");
    const service = "athena.amazonaws.com";
    const ports = {
      catalog: calledVia(await catalog(), service),
      objects: calledVia(await objects(), service),
      engine: await engine(),
    };
    return closing(await createAthena({ records, runtime, ...ports }), openings);
  });
  const dynamodb = dynamodbInstance(dependencies);
  return { canonicalUserIds, s3, objects, s3tables, glue, catalog, athena, dynamodb };
}

function dynamodbInstance({ runtime, engines, openings }: InstanceDependencies): Later<Dynamodb> {
  const { records } = engines.storage;
  return once(async () => {
    const { createDynamodb } = await import("../services/dynamodb/create-dynamodb.ts");
    return closing(createDynamodb({ records, runtime }), openings);
  });
}

function laterEngine({ runtime, engines, openings }: InstanceDependencies): Later<QueryEngine> {
  return once(async () => {
    const { createDuckdbEngine } = await import("../query/engines/duckdb/duckdb-engine.ts");
    const scratchDirectory = join(engines.scratchDir, "queries");
    return closing(await createDuckdbEngine({ runtime, scratchDirectory }), openings);
  });
}

function laterS3Tables(
  { runtime, engines, openings }: InstanceDependencies,
  { s3, engine, principals }: Pick<Instances, "s3" | "principals"> & { readonly engine: Later<QueryEngine> },
): Later<S3Tables> {
  const { records } = engines.storage;
  return once(async () => {
    const [{ createS3Tables }, { createWarehouses }] = await Promise.all([
      import("../services/s3tables/service.ts"),
      import("../services/s3/warehouses/warehouses.ts"),
    ]);
    const ports = { warehouses: createWarehouses(await s3()), principals: await principals(), engine };
    return closing(createS3Tables({ records, runtime, ...ports }), openings);
  });
}

function laterManagedTables(s3tables: Later<S3Tables>): Later<ManagedTables> {
  return once(async () => {
    const { createManagedTables } = await import("../services/s3tables/managed/managed-tables.ts");
    return createManagedTables(await s3tables());
  });
}

function identityInstances(dependencies: InstanceDependencies): IdentityInstances {
  const { runtime, engines, sealer, authorizer, openings, region, permissionUses, trail, strictPolicies } =
    dependencies;
  const { records } = engines.storage;
  const guardrails = once(async () => {
    const { createGuardrails } = await import("../services/organizations/guardrails.ts");
    return createGuardrails(records);
  });
  const iam = once(async () => {
    const { createIam } = await import("../services/iam/iam.ts");
    return closing(createIam({ records, runtime, sealer, guardrails, permissionUses, strictPolicies }), openings);
  });
  const identities = once(async () => {
    const { createIdentities } = await import("../services/iam/identities.ts");
    return createIdentities(await iam());
  });
  const principals = once(async () => {
    const { policyPrincipals } = await import("../services/iam/policy-principals.ts");
    return policyPrincipals;
  });
  const kms = once(async () => {
    const { createKms } = await import("../services/kms/kms.ts");
    return closing(createKms({ records, runtime, sealer, principals: await principals() }), openings);
  });
  const keys = once(async () => {
    const { createKeys } = await import("../services/kms/keys.ts");
    return createKeys(await kms(), { authorizer, trail });
  });
  const roleSessions = once(async () => {
    const { createRoleSessions } = await import("../services/sts/role-sessions.ts");
    return createRoleSessions({ runtime, sealer, authorizer, region, identities: await identities() });
  });
  return { iam, kms, keys, identities, principals, guardrails, roleSessions };
}

function factsSources(
  { engines }: InstanceDependencies,
  { s3, identities, kms }: DataInstances & IdentityInstances,
): Instances["resourceFacts"] {
  const { records } = engines.storage;
  return new Map<string, Later<ResourceFactsSource>>([
    ...catalogFacts(records),
    [
      "s3",
      once(async () => {
        const { createS3ResourceFacts } = await import("../services/s3/access/resource-facts.ts");
        return createS3ResourceFacts(await s3());
      }),
    ],
    [
      "s3express",
      once(async () => {
        const { createExpressFacts } = await import("../services/s3/express/express-facts.ts");
        return createExpressFacts(await s3());
      }),
    ],
    [
      "sts",
      once(async () => {
        const { trustFacts } = await import("../services/sts/trust-facts.ts");
        return trustFacts(await identities());
      }),
    ],
    [
      "iam",
      once(async () => {
        const { createIamResourceFacts } = await import("../services/iam/resource-facts.ts");
        return createIamResourceFacts({ records });
      }),
    ],
    [
      "kms",
      once(async () => {
        const { createKmsResourceFacts } = await import("../services/kms/resource-facts.ts");
        return createKmsResourceFacts(await kms());
      }),
    ],
    [
      "organizations",
      once(async () => {
        const { createOrganizationsFacts } = await import("../services/organizations/resource-facts.ts");
        return createOrganizationsFacts({ records });
      }),
    ],
  ]);
}

/** Those who keep records about data, and need nobody for it. */
function catalogFacts(records: RecordStore): readonly (readonly [string, Later<ResourceFactsSource>])[] {
  return [
    [
      "glue",
      once(async () => {
        const { createGlueResourceFacts } = await import("../services/glue/resource-facts.ts");
        return createGlueResourceFacts(records);
      }),
    ],
    [
      "s3tables",
      once(async () => {
        const { createS3TablesResourceFacts } = await import("../services/s3tables/resource-facts.ts");
        return createS3TablesResourceFacts(records);
      }),
    ],
    [
      "athena",
      once(async () => {
        const { createAthenaResourceFacts } = await import("../services/athena/resource-facts.ts");
        return createAthenaResourceFacts(records);
      }),
    ],
    [
      "dynamodb",
      once(async () => {
        const { createDynamodbFacts } = await import("../services/dynamodb/resource-facts.ts");
        return createDynamodbFacts(records);
      }),
    ],
  ];
}

function closing<T extends { close(): Promise<void> }>(instance: T, openings: Openings): T {
  openings.add(() => instance.close());
  return instance;
}
