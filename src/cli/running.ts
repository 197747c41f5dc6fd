/**
 * Finds out whether a Lakebed answers at an endpoint, by its health route. Over TLS it trusts the authority of the data directory, so that
 * no environment has to be prepared to ask.
 */
import { readFileSync } from "node:fs";
import { get as httpGet, type IncomingMessage } from "node:http";
import { get as httpsGet } from "node:https";
import { join } from "node:path";
import { CERTIFICATE_AUTHORITY_FILE } from "../app/certificates.ts";
import type { ServerConfig } from "../app/config.ts";
import { endpointOf } from "./exports.ts";

export interface RunningInfo {
  readonly endpoint: string;
  /** The health document as the server gave it. */
  readonly health: Readonly<Record<string, unknown>>;
}

const PROBE_TIMEOUT_MS = 1_500;
const HEALTH_BYTES_MAX = 64 * 1024;

/** Undefined when nothing answers, or something that is not Lakebed. */
export async function findRunning(config: ServerConfig): Promise<RunningInfo | undefined> {
  const endpoint = endpointOf(config);
  try {
    const health: unknown = JSON.parse(await fetchText(`${endpoint}/_lakebed/health`, authorityOf(config)));
    return typeof health === "object" && health !== null ? { endpoint, health: { ...health } } : undefined;
  } catch {
    return undefined; // Refused, timed out or not JSON: nobody of ours is there.
  }
}

/** The authority that signed the certificate of the server of this data directory, when it has one. */
export function authorityOf({ tls, dataDir }: ServerConfig): Buffer | undefined {
  if (!tls || dataDir === undefined) return undefined;
  try {
    return readFileSync(join(dataDir, CERTIFICATE_AUTHORITY_FILE));
  } catch {
    return undefined; // No server with TLS was ever started there.
  }
}

function fetchText(url: string, authority: Buffer | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const take = (response: IncomingMessage): void => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > HEALTH_BYTES_MAX) response.destroy(new RangeError("that is no health document"));
      });
      response.on("error", reject);
      response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new RangeError("not healthy"))));
    };
    const request = url.startsWith("https:")
      ? httpsGet(url, { signal, ...(authority === undefined ? {} : { ca: authority }) }, take)
      : httpGet(url, { signal }, take);
    request.on("error", reject);
  });
}
