/** A model without operations: enough to write an error in a service's wire form before, or without, its client package. */
import type { ProtocolName, ServiceModel } from "../model/service-model.ts";

export function bareModel(name: string, protocol: ProtocolName): ServiceModel {
  return {
    name,
    serviceId: name,
    protocol,
    alsoProtocols: [],
    version: "",
    xmlNamespace: undefined,
    targetPrefix: undefined,
    namespace: "",
    operations: new Map(),
    errors: new Map(),
  };
}
