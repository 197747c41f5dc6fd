/**
 * The services this program knows, found by the marks a request carries, and loaded when first asked for.
 *
 * Marks, most telling first: the credential scope's signing name, then among the services of that name (or all, for unsigned requests) the
 * `X-Amz-Target` prefix, the service id in an RPC path, the API version of a query call, the endpoint prefix in the host name.
 */
import type { Service, ServiceEntry } from "../kit/service.ts";

/** The marks of one request; undefined where it has none. */
export interface ServiceMarks {
  readonly signingName: string | undefined;
  readonly targetPrefix: string | undefined;
  /** `Athena` of `/service/Athena/operation/X`; some clients put the target prefix here. */
  readonly rpcService: string | undefined;
  readonly queryVersion: string | undefined;
  readonly endpointPrefix: string | undefined;
}

export interface ServiceDirectory {
  /** The entry, or undefined when no mark names a service. */
  find(marks: ServiceMarks): ServiceEntry | undefined;
  byName(name: string): ServiceEntry | undefined;
  load(entry: ServiceEntry): Service | Promise<Service>;
}

export function createServiceDirectory(entries: readonly ServiceEntry[]): ServiceDirectory {
  const loaded = new Map<ServiceEntry, Service>();
  const loading = new Map<ServiceEntry, Promise<Service>>();
  return {
    find: (marks) => findEntry(entries, marks),
    byName: (name) => entries.find((entry) => entry.name === name),
    load(entry) {
      const ready = loaded.get(entry);
      if (ready !== undefined) return ready;
      let running = loading.get(entry);
      if (running === undefined) {
        running = entry.load().then(
          (service) => {
            loaded.set(entry, service);
            return service;
          },
          (error: unknown) => {
            // A load that failed for want of memory or a file may succeed later.
            loading.delete(entry);
            throw error;
          },
        );
        loading.set(entry, running);
      }
      return running;
    },
  };
}

function findEntry(entries: readonly ServiceEntry[], marks: ServiceMarks): ServiceEntry | undefined {
  const { signingName } = marks;
  const candidates = signingName === undefined ? entries : entries.filter((entry) => isSignedFor(entry, signingName));
  const refined = refine(candidates, marks);
  if (refined !== undefined || signingName === undefined) return refined;
  return candidates[0];
}

function isSignedFor({ signingName, signingAliases = [] }: ServiceEntry, asked: string): boolean {
  return signingName === asked || signingAliases.includes(asked);
}

function refine(candidates: readonly ServiceEntry[], marks: ServiceMarks): ServiceEntry | undefined {
  const { targetPrefix, rpcService, queryVersion, endpointPrefix } = marks;
  if (targetPrefix !== undefined) return candidates.find((entry) => entry.targetPrefix === targetPrefix);
  if (rpcService !== undefined)
    return candidates.find((entry) => entry.targetPrefix === rpcService || entry.rpcName === rpcService);
  if (queryVersion !== undefined) {
    const sameVersion = candidates.filter((entry) => entry.queryVersion === queryVersion);
    if (sameVersion.length > 0) return sameVersion.find((entry) => entry.name === endpointPrefix) ?? sameVersion[0];
  }
  if (endpointPrefix === undefined) return undefined;
  return candidates.find((entry) => entry.endpointPrefix === endpointPrefix || entry.name === endpointPrefix);
}
