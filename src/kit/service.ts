/**
 * A service as the gateway and the coverage table see it: its model (AWS's schemas), its table, and the object its handlers work on.
 * The three halves are loaded at the first request, because a client package costs 50-130 ms and 15-75 MB.
 */
import type { ProtocolName, ServiceModel } from "../model/service-model.ts";
import type { UntypedTable } from "./operation.ts";
import type { CallWatcher } from "./ports/call-watcher.ts";
import type { WebDoor } from "./ports/web-door.ts";

export interface Service {
  readonly model: ServiceModel;
  readonly operations: UntypedTable;
  /** Third argument of every handler. */
  readonly instance: unknown;
  /** For services that browsers talk to. */
  readonly web?: WebDoor;
  /** For services that look at their answered calls. */
  readonly watcher?: CallWatcher;
}

/** How to recognise a request for a service, known before the service is loaded. */
export interface ServiceEntry {
  /** Our name and folder, e.g. `s3`, `athena`. */
  readonly name: string;
  /** Signing name in the credential scope (`s3`, `athena`, `sts`). */
  readonly signingName: string;
  /** Other signing names that mean it (`s3express`). */
  readonly signingAliases?: readonly string[];
  /** Its wire form, for refusals before it is loaded. */
  readonly protocol: ProtocolName;
  /** `X-Amz-Target` prefix of AWS JSON services, e.g. `AmazonAthena`. */
  readonly targetPrefix?: string;
  /** Version parameter of query services, e.g. `2011-06-15`, to tell them from each other when a request is unsigned. */
  readonly queryVersion?: string;
  /** Service name in the path of RPC protocols, where it is not the target prefix. */
  readonly rpcName?: string;
  /** First label of its endpoint's host name, where it is not our name for it (`s3-control`). */
  readonly endpointPrefix?: string;
  /** Set for a service that is known and does not exist yet: why. Its requests are answered with NotImplemented. */
  readonly planned?: string;
  load(): Promise<Service>;
}
