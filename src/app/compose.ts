/**
 * The one file that names every service. A service is its client package (AWS's schemas) and our `service.ts` (the table), both imported at
 * the first request for it, and an instance that is made once over the engines and the ports of other services.
 */
import { join } from "node:path";
import type { Audit } from "../audit/audit.ts";
import type { Authorizer } from "../auth/authorize.ts";
import type { UntypedTable } from "../kit/operation.ts";
import type { Catalog } from "../kit/ports/catalog.ts";
import type { ObjectStore } from "../kit/ports/object-store.ts";
import type { Service, ServiceEntry } from "../kit/service.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { QueryEngine } from "../query/query-engine.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Athena } from "../services/athena/athena.ts";
import type { Glue } from "../services/glue/glue.ts";
import type { S3 } from "../services/s3/s3.ts";
import type { Engines } from "./engines.ts";
import type { Openings } from "./openings.ts";
import { plannedServices } from "./planned-services.ts";

export interface ComposeDependencies {
  readonly runtime: Runtime;
  readonly engines: Engines;
  readonly authorizer: Authorizer;
  /** Seals secrets at rest. */
  readonly sealer: Sealer;
  readonly audit: Audit;
  /** Buckets one account may have. */
  readonly s3BucketQuota: number;
  /** Where instances that must be closed are noted, in the order in which they came up. */
  readonly openings: Openings;
}

/** The instances and ports, each made when first needed and then shared. */
interface Instances {
  readonly s3: () => Promise<S3>;
  readonly objects: () => Promise<ObjectStore>;
  readonly glue: () => Promise<Glue>;
  readonly catalog: () => Promise<Catalog>;
  readonly athena: () => Promise<Athena>;
}

export function composeServices(dependencies: ComposeDependencies): readonly ServiceEntry[] {
  const instances = createInstances(dependencies);
  const entries = [...existingServices(instances), ...identityServices(dependencies)];
  return [...entries, ...plannedServices(new Set(entries.map(({ name }) => name)))];
}

function createInstances(dependencies: ComposeDependencies): Instances {
  const { runtime, engines, authorizer, openings } = dependencies;
  const { records, bytes } = engines.storage;
  const s3 = once(async () => {
    const { createS3 } = await import("../services/s3/s3.ts");
    return createS3({ records, bytes, runtime, limits: { bucketsPerAccount: dependencies.s3BucketQuota } });
  });
  const objects = once(async () => {
    const { createObjectStore } = await import("../services/s3/object-store.ts");
    return createObjectStore(await s3(), authorizer);
  });
  const glue = once(async () => {
    const { createGlue } = await import("../services/glue/service.ts");
    return closing(createGlue({ records, objects: await objects(), runtime }), openings);
  });
  const catalog = once(async () => {
    const { createCatalog } = await import("../services/glue/catalog.ts");
    return createCatalog(await glue(), authorizer);
  });
  const engine = once(async (): Promise<QueryEngine> => {
    const { createDuckdbEngine } = await import("../query/engines/duckdb/duckdb-engine.ts");
    return closing(
      await createDuckdbEngine({ runtime, scratchDirectory: join(engines.scratchDir, "queries") }),
      openings,
    );
  });
  const athena = once(async () => {
    const { createAthena } = await import("../services/athena/service.ts");
    const ports = { catalog: await catalog(), objects: await objects(), engine: await engine() };
    return closing(await createAthena({ records, runtime, ...ports }), openings);
  });
  return { s3, objects, glue, catalog, athena };
}

function existingServices({ s3, glue, athena }: Instances): readonly ServiceEntry[] {
  return [
    {
      name: "s3",
      signingName: "s3",
      protocol: "rest-xml",
      load: async () => {
        const [client, { s3Operations }] = await Promise.all([
          import("@aws-sdk/client-s3"),
          import("../services/s3/service.ts"),
        ]);
        return assemble("s3", client, s3Operations, await s3());
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

function identityServices({ runtime, engines, sealer, audit }: ComposeDependencies): readonly ServiceEntry[] {
  const { records } = engines.storage;
  const base = { records, runtime, sealer };
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
        return assemble("sts", client, stsOperations, createSts(base));
      },
    },
    {
      name: "iam",
      signingName: "iam",
      protocol: "aws-query",
      queryVersion: "2010-05-08",
      load: async () => {
        const [client, { iamOperations }, { createIam }] = await Promise.all([
          import("@aws-sdk/client-iam"),
          import("../services/iam/service.ts"),
          import("../services/iam/iam.ts"),
        ]);
        return assemble("iam", client, iamOperations, createIam(base));
      },
    },
    {
      name: "kms",
      signingName: "kms",
      protocol: "aws-json-1.1",
      targetPrefix: "TrentService",
      load: async () => {
        const [client, { kmsOperations }, { createKms }] = await Promise.all([
          import("@aws-sdk/client-kms"),
          import("../services/kms/service.ts"),
          import("../services/kms/kms.ts"),
        ]);
        return assemble("kms", client, kmsOperations, createKms(base));
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
        const organizations = createOrganizations({ records, runtime, accountSetup });
        return assemble("organizations", client, organizationsOperations, organizations);
      },
    },
    {
      name: "cloudtrail",
      signingName: "cloudtrail",
      protocol: "aws-json-1.1",
      targetPrefix: "CloudTrail_20131101",
      load: async () => {
        const [client, { cloudTrailOperations }, { createCloudTrail }] = await Promise.all([
          import("@aws-sdk/client-cloudtrail"),
          import("../services/cloudtrail/service.ts"),
          import("../services/cloudtrail/cloudtrail.ts"),
        ]);
        return assemble(
          "cloudtrail",
          client,
          cloudTrailOperations,
          createCloudTrail({ ...base, history: audit.history }),
        );
      },
    },
  ];
}

function closing<T extends { close(): Promise<void> }>(instance: T, openings: Openings): T {
  openings.add(() => instance.close());
  return instance;
}

/** Makes a thing at the first call and gives the same one to every later call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      // What failed for want of memory or a file may succeed at the next request.
      made = undefined;
      throw error;
    });
    return made;
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
