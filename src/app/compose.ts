/**
 * The one file that names every service. A service is its client package (AWS's schemas) and our `service.ts` (the table), both imported at
 * the first request for it, and an instance that is made once over the engines and the ports of other services.
 */
import type { Service, ServiceEntry } from "../kit/service.ts";
import type { UntypedTable } from "../kit/operation.ts";
import { plannedServices } from "./planned-services.ts";

export function composeServices(): readonly ServiceEntry[] {
  const entries: readonly ServiceEntry[] = [
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

async function assemble(name: string, client: object, operations: object, instance: unknown): Promise<Service> {
  const { loadServiceModel } = await import("../model/load-service-model.ts");
  return { model: loadServiceModel(name, client as Record<string, unknown>), operations: operations as UntypedTable, instance };
}
