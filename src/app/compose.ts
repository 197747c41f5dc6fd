/**
 * The one file that names every service. A service is its client package (AWS's schemas) and our `service.ts` (the table), both imported at
 * the first request for it, and an instance that is made once over the engines and the ports of other services.
 */
import type { Audit } from "../audit/audit.ts";
import type { UntypedTable } from "../kit/operation.ts";
import type { RootRoute } from "../kit/root-routes.ts";
import type { Service, ServiceEntry } from "../kit/service.ts";
import type { JsonHabits } from "../model/service-model.ts";
import { systemWebDocuments } from "../runtime/web-documents.ts";
import type { CloudTrail } from "../services/cloudtrail/cloudtrail.ts";
import { createInstances, type InstanceDependencies, type Instances } from "./instances.ts";
import { type Later, once } from "./once.ts";
import { plannedServices } from "./planned-services.ts";

export interface ComposeDependencies extends Omit<InstanceDependencies, "permissionUses" | "trail" | "s3Calls"> {
  readonly audit: Audit;
  /** Accounts one organization may have. */
  readonly organizationAccountQuota: number;
}

/** All services, and what the authorizer and the credentials need of them. */
export interface Composition {
  readonly entries: readonly ServiceEntry[];
  readonly instances: Instances;
  /** Takes up what goes on without requests: S3's background jobs, the delivery of trails. */
  resume(): Promise<void>;
  /** Does everything that is due at this state time, and waits for it. */
  runJobs(): Promise<void>;
  /** What services let the root user of an account see and do besides their APIs. */
  rootRoutes(accountId: string): readonly (readonly [string, RootRoute])[];
}

export function composeServices(dependencies: ComposeDependencies): Composition {
  const { uses: permissionUses, trail } = dependencies.audit;
  const s3Service = once(async () => loadS3(instances));
  // Asked for by S3 itself, once everything is composed.
  const s3Calls = once(async () => {
    const { createOperationCalls } = await import("../gateway/operation-calls.ts");
    const { runtime, authorizer, audit } = dependencies;
    return createOperationCalls({ runtime, authorizer, audit, name: "s3", style: "s3", load: async () => s3Service() });
  });
  const instances = createInstances({ ...dependencies, permissionUses, trail, s3Calls: async () => s3Calls() });
  const cloudTrail = laterCloudTrail(dependencies, instances);
  const entries = [
    ...existingServices(instances, s3Service),
    s3TablesEntry(instances),
    ...identityServices(dependencies, instances),
    ...keyAndTrailServices(instances, cloudTrail),
    dynamodbService(instances),
  ];
  return {
    entries: [...entries, ...plannedServices(new Set(entries.map(({ name }) => name)))],
    instances,
    async resume() {
      await resumeJobs(dependencies, instances);
      await resumeTrails(dependencies, cloudTrail);
      await resumeTables(dependencies, instances);
    },
    rootRoutes: (accountId) => s3RootRoutes(instances, accountId),
    runJobs: async () => (await instances.s3()).jobs.runAll(),
  };
}

function s3RootRoutes({ s3 }: Instances, accountId: string): readonly (readonly [string, RootRoute])[] {
  const load = once(async () => {
    const { createS3RootActions } = await import("../services/s3/root-actions.ts");
    return createS3RootActions(await s3(), accountId);
  });
  return [
    ["s3/usage", { method: "GET", answer: async (query) => (await load()).usage(query.get("bucket")) }],
    ["s3/metrics", { method: "GET", answer: async (query) => (await load()).metrics(query.get("bucket") ?? "") }],
    ["s3/zones", { method: "GET", answer: async () => (await load()).zones() }],
    [
      "s3/fail-zone",
      { method: "POST", answer: async (query) => (await load()).setZone(query.get("zone") ?? "", true) },
    ],
    [
      "s3/recover-zone",
      { method: "POST", answer: async (query) => (await load()).setZone(query.get("zone") ?? "", false) },
    ],
  ];
}

function laterCloudTrail(dependencies: ComposeDependencies, { objects }: Instances): Later<CloudTrail> {
  const { runtime, engines, audit, authorizer, openings } = dependencies;
  const { records } = engines.storage;
  return once(async () => {
    const { createCloudTrail } = await import("../services/cloudtrail/cloudtrail.ts");
    const ports = { history: audit.history, objects: await objects(), authorizer };
    const cloudTrail = createCloudTrail({ records, runtime, ...ports });
    openings.add(() => cloudTrail.close());
    return cloudTrail;
  });
}

/** S3's background jobs begin with its instance, whether or not anybody calls S3. */
async function resumeJobs({ runtime }: ComposeDependencies, { s3 }: Instances): Promise<void> {
  try {
    await s3();
  } catch (error) {
    runtime.log.error("cannot go on with S3's background jobs; the next call to S3 does", { cause: String(error) });
  }
}

/** Trails deliver whether or not anybody calls CloudTrail again. */
async function resumeTrails({ engines, runtime }: ComposeDependencies, cloudTrail: Later<CloudTrail>): Promise<void> {
  try {
    const { listTrails } = await import("../services/cloudtrail/trails/trail-record.ts");
    const trails = await engines.storage.records.read((reader) => listTrails(reader));
    if (trails.some(({ isLogging }) => isLogging)) await cloudTrail();
  } catch (error) {
    runtime.log.error("cannot go on delivering trails; the next call to CloudTrail does", { cause: String(error) });
  }
}

/** Indexes are filled and deleted tables removed whether or not anybody calls DynamoDB again. */
async function resumeTables({ engines, runtime }: ComposeDependencies, { dynamodb }: Instances): Promise<void> {
  try {
    const { hasWork } = await import("../services/dynamodb/work/background-work.ts");
    if (await engines.storage.records.read(hasWork)) await dynamodb();
  } catch (error) {
    runtime.log.error("cannot go on with DynamoDB's indexes; the next call to it does", { cause: String(error) });
  }
}

function existingServices({ s3, glue, athena }: Instances, s3Service: Later<Service>): readonly ServiceEntry[] {
  return [
    {
      name: "s3",
      signingName: "s3",
      // Directory buckets are signed for by another name.
      signingAliases: ["s3express"],
      protocol: "rest-xml",
      load: async () => s3Service(),
    },
    {
      name: "s3control",
      signingName: "s3",
      // Access points of directory buckets.
      signingAliases: ["s3express"],
      protocol: "rest-xml",
      endpointPrefix: "s3-control",
      load: async () => {
        const [client, { s3ControlOperations }] = await Promise.all([
          import("@aws-sdk/client-s3-control"),
          import("../services/s3/control/service.ts"),
        ]);
        return assemble("s3control", client, s3ControlOperations, await s3());
      },
    },
    {
      name: "glue",
      signingName: "glue",
      protocol: "aws-json-1.1",
      targetPrefix: "AWSGlue",
      load: async () => {
        const [client, { glueOperations }] = await Promise.all([
          import("@aws-sdk/client-glue"),
          import("../services/glue/service.ts"),
        ]);
        return assemble("glue", client, glueOperations, await glue());
      },
    },
    {
      name: "athena",
      signingName: "athena",
      protocol: "aws-json-1.1",
      targetPrefix: "AmazonAthena",
      load: async () => {
        const [client, { athenaOperations }] = await Promise.all([
          import("@aws-sdk/client-athena"),
          import("../services/athena/service.ts"),
        ]);
        return assemble("athena", client, athenaOperations, await athena());
      },
    },
  ];
}

function s3TablesEntry({ s3tables }: Instances): ServiceEntry {
  return {
    name: "s3tables",
    signingName: "s3tables",
    protocol: "rest-json",
    load: async () => {
      const [client, { s3TablesOperations }] = await Promise.all([
        import("@aws-sdk/client-s3tables"),
        import("../services/s3tables/service.ts"),
      ]);
      return assemble("s3tables", client, s3TablesOperations, await s3tables());
    },
  };
}

async function loadS3({ s3 }: Pick<Instances, "s3">): Promise<Service> {
  const [client, { s3Operations }, { createWebDoor }, { watchingAll }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("../services/s3/service.ts"),
    import("../services/s3/web/web-door.ts"),
    import("../services/s3/metering/watchers.ts"),
  ]);
  const instance = await s3();
  const watcher = watchingAll([instance.serverLog, instance.requestMeter]);
  const doors = { web: createWebDoor(instance), watcher };
  return { ...(await assemble("s3", client, s3Operations, instance)), ...doors };
}

function identityServices(dependencies: ComposeDependencies, instances: Instances): readonly ServiceEntry[] {
  const { runtime, engines, sealer, authorizer } = dependencies;
  const { iam, identities } = instances;
  const { records } = engines.storage;
  return [
    {
      name: "sts",
      signingName: "sts",
      protocol: "aws-query",
      queryVersion: "2011-06-15",
      load: async () => {
        const [client, { stsOperations }, { createSts }] = await Promise.all([
          import("@aws-sdk/client-sts"),
          import("../services/sts/service.ts"),
          import("../services/sts/sts.ts"),
        ]);
        const ports = { identities: await identities(), authorizer, documents: systemWebDocuments() };
        return assemble("sts", client, stsOperations, createSts({ runtime, sealer, ...ports }));
      },
    },
    {
      name: "iam",
      signingName: "iam",
      protocol: "aws-query",
      queryVersion: "2010-05-08",
      load: async () => {
        const [client, { iamOperations }] = await Promise.all([
          import("@aws-sdk/client-iam"),
          import("../services/iam/service.ts"),
        ]);
        return assemble("iam", client, iamOperations, await iam());
      },
    },
    {
      name: "organizations",
      signingName: "organizations",
      protocol: "aws-json-1.1",
      targetPrefix: "AWSOrganizationsV20161128",
      load: async () => {
        const [client, { organizationsOperations }, { createOrganizations }, { createAccountSetup }] =
          await Promise.all([
            import("@aws-sdk/client-organizations"),
            import("../services/organizations/service.ts"),
            import("../services/organizations/organizations.ts"),
            import("../services/iam/account/account-setup.ts"),
          ]);
        const accountSetup = createAccountSetup({ runtime });
        const organizations = createOrganizations({
          records,
          runtime,
          accountSetup,
          accountQuota: dependencies.organizationAccountQuota,
        });
        return assemble("organizations", client, organizationsOperations, organizations);
      },
    },
  ];
}

function keyAndTrailServices({ kms }: Instances, cloudTrail: Later<CloudTrail>): readonly ServiceEntry[] {
  return [
    {
      name: "kms",
      signingName: "kms",
      protocol: "aws-json-1.1",
      targetPrefix: "TrentService",
      load: async () => {
        const [client, { kmsOperations }] = await Promise.all([
          import("@aws-sdk/client-kms"),
          import("../services/kms/service.ts"),
        ]);
        return assemble("kms", client, kmsOperations, await kms());
      },
    },
    {
      name: "cloudtrail",
      signingName: "cloudtrail",
      protocol: "aws-json-1.1",
      targetPrefix: "CloudTrail_20131101",
      load: async () => {
        const [client, { cloudTrailOperations }] = await Promise.all([
          import("@aws-sdk/client-cloudtrail"),
          import("../services/cloudtrail/service.ts"),
        ]);
        return assemble("cloudtrail", client, cloudTrailOperations, await cloudTrail());
      },
    },
  ];
}

/** AWS: its own habits with JSON are old and its own. */
const DYNAMODB_JSON: JsonHabits = { keepsAttributeValues: true, checksOwnMembers: true, hasBodyChecksum: true };

function dynamodbService({ dynamodb }: Instances): ServiceEntry {
  return {
    name: "dynamodb",
    signingName: "dynamodb",
    protocol: "aws-json-1.0",
    targetPrefix: "DynamoDB_20120810",
    load: async () => {
      const [client, { dynamodbOperations }] = await Promise.all([
        import("@aws-sdk/client-dynamodb"),
        import("../services/dynamodb/service.ts"),
      ]);
      const service = await assemble("dynamodb", client, dynamodbOperations, await dynamodb());
      return { ...service, model: { ...service.model, json: DYNAMODB_JSON } };
    },
  };
}

async function assemble(name: string, client: object, operations: object, instance: unknown): Promise<Service> {
  const { loadServiceModel } = await import("../model/load-service-model.ts");
  return {
    model: loadServiceModel(name, client as Record<string, unknown>),
    operations: operations as UntypedTable,
    instance,
  };
}
