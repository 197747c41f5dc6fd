/**
 * The one file that names every service. A service is its client package (AWS's schemas) and our `service.ts` (the table), both imported at
 * the first request for it, and an instance that is made once over the engines and the ports of other services.
 */
import type { Audit } from "../audit/audit.ts";
import type { UntypedTable } from "../kit/operation.ts";
import type { Service, ServiceEntry } from "../kit/service.ts";
import { systemWebDocuments } from "../runtime/web-documents.ts";
import { createInstances, type InstanceDependencies, type Instances } from "./instances.ts";
import { plannedServices } from "./planned-services.ts";

export interface ComposeDependencies extends InstanceDependencies {
  readonly audit: Audit;
}

/** All services, and what the authorizer and the credentials need of them. */
export interface Composition {
  readonly entries: readonly ServiceEntry[];
  readonly instances: Instances;
}

export function composeServices(dependencies: ComposeDependencies): Composition {
  const instances = createInstances(dependencies);
  const entries = [
    ...existingServices(instances),
    ...identityServices(dependencies, instances),
    ...keyAndTrailServices(dependencies, instances),
  ];
  return { entries: [...entries, ...plannedServices(new Set(entries.map(({ name }) => name)))], instances };
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
        const organizations = createOrganizations({ records, runtime, accountSetup });
        return assemble("organizations", client, organizationsOperations, organizations);
      },
    },
  ];
}

function keyAndTrailServices(
  { runtime, engines, audit }: ComposeDependencies,
  { kms }: Instances,
): readonly ServiceEntry[] {
  const { records } = engines.storage;
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
        const [client, { cloudTrailOperations }, { createCloudTrail }] = await Promise.all([
          import("@aws-sdk/client-cloudtrail"),
          import("../services/cloudtrail/service.ts"),
          import("../services/cloudtrail/cloudtrail.ts"),
        ]);
        const cloudTrail = createCloudTrail({ records, runtime, history: audit.history });
        return assemble("cloudtrail", client, cloudTrailOperations, cloudTrail);
      },
    },
  ];
}

async function assemble(name: string, client: object, operations: object, instance: unknown): Promise<Service> {
  const { loadServiceModel } = await import("../model/load-service-model.ts");
  return {
    model: loadServiceModel(name, client as Record<string, unknown>),
    operations: operations as UntypedTable,
    instance,
  };
}
