/**
 * The one file that names every service. A service is its client package (AWS's schemas) and our `service.ts` (the table), both imported at
 * the first request for it, and an instance that is made once over the engines and the ports of other services.
 */
import type { Authorizer } from "../auth/authorize.ts";
import type { UntypedTable } from "../kit/operation.ts";
import type { Service, ServiceEntry } from "../kit/service.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { S3 } from "../services/s3/s3.ts";
import type { Engines } from "./engines.ts";
import type { Openings } from "./openings.ts";
import { plannedServices } from "./planned-services.ts";

export interface ComposeDependencies {
  readonly runtime: Runtime;
  readonly engines: Engines;
  readonly authorizer: Authorizer;
  /** Where a service that must be closed says so. */
  readonly openings: Openings;
}

export function composeServices(dependencies: ComposeDependencies): readonly ServiceEntry[] {
  const { runtime, engines } = dependencies;
  const s3 = once(async (): Promise<S3> => {
    const { createS3 } = await import("../services/s3/s3.ts");
    return createS3({ records: engines.records, bytes: engines.bytes, runtime });
  });

  const entries: readonly ServiceEntry[] = [
    {
      name: "s3",
      signingName: "s3",
      load: async () => {
        const [client, { s3Operations }] = await Promise.all([import("@aws-sdk/client-s3"), import("../services/s3/service.ts")]);
        return assemble("s3", client, s3Operations, await s3());
      },
    },
    {
      name: "sts",
      signingName: "sts",
      queryVersion: "2011-06-15",
      load: async () => {
        const [client, { stsOperations }, { createSts }] = await Promise.all([
          import("@aws-sdk/client-sts"),
          import("../services/sts/service.ts"),
          import("../services/sts/sts.ts"),
        ]);
        return assemble("sts", client, stsOperations, createSts());
      },
    },
  ];
  return [...entries, ...plannedServices(new Set(entries.map(({ name }) => name)))];
}

/** Makes a thing at the first call and gives the same one to every later call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function assemble(name: string, client: object, operations: object, instance: unknown): Promise<Service> {
  const { loadServiceModel } = await import("../model/load-service-model.ts");
  return { model: loadServiceModel(name, client as Record<string, unknown>), operations: operations as UntypedTable, instance };
}
