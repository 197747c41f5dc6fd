/**
 * A load generator for any S3 endpoint: raw HTTP with SigV4, kept-alive connections, no SDK, so that the client's own cost stays
 * small and equal for every peer.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import http from "node:http";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}

const EMPTY_SHA256 = createHash("sha256").update("").digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

export class S3Client {
  readonly #endpoint: Endpoint;
  readonly #agent: http.Agent;
  #signingKey: { date: string; key: Buffer } | undefined;

  constructor(endpoint: Endpoint, connections: number) {
    this.#endpoint = endpoint;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections, noDelay: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  #keyOf(date: string): Buffer {
    if (this.#signingKey?.date !== date) {
      const { secretAccessKey, region } = this.#endpoint;
      this.#signingKey = {
        date,
        key: hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), "s3"), "aws4_request"),
      };
    }
    return this.#signingKey.key;
  }

  request(method: string, path: string, query = "", body?: Uint8Array): Promise<Answer> {
    const { host, port, accessKeyId, region } = this.#endpoint;
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
    const date = time.slice(0, 8);
    const payload = body === undefined ? EMPTY_SHA256 : "UNSIGNED-PAYLOAD";
    const headers: Record<string, string | number> = {
      host: `${host}:${port}`,
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
    };
    const names = Object.keys(headers).sort();
    const canonical = [
      method,
      path,
      query,
      ...names.map((name) => `${name}:${headers[name]}`),
      "",
      names.join(";"),
      payload,
    ].join("\n");
    const scope = `${date}/${region}/s3/aws4_request`;
    const toSign = ["AWS4-HMAC-SHA256", time, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
    const signature = createHmac("sha256", this.#keyOf(date)).update(toSign).digest("hex");
    headers["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
    if (body !== undefined || method === "PUT" || method === "POST") headers["content-length"] = body?.length ?? 0;
    return new Promise((resolve, reject) => {
      const request = http.request(
        { host, port, method, path: query === "" ? path : `${path}?${query}`, headers, agent: this.#agent },
        (response) => {
          let bytes = 0;
          let text = "";
          const keepText = method !== "GET" || (response.statusCode ?? 500) > 299;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (keepText) text += chunk.toString("utf8");
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, bytes, text, headers: response.headers }),
          );
          response.on("error", reject);
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }
}

export interface LoadResult {
  readonly operations: number;
  readonly failures: number;
  readonly firstFailure: string | undefined;
  readonly bytes: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadPlan {
  readonly connections: number;
  readonly operationsMax: number;
}

export interface LoadRun extends LoadPlan {
  /** The number of the first operation. */
  readonly firstIndex: number;
  /** Asked before each operation; what runs then is finished. */
  readonly isOver: () => boolean;
}

/** Runs `once` on `connections` loops until the run is over or the count is up. `once` gets a running number and resolves with the bytes moved. */
export async function runLoad(plan: LoadRun, once: (index: number) => Promise<number>): Promise<LoadResult> {
  const latencies: number[] = [];
  let issued = 0;
  let failures = 0;
  let bytes = 0;
  let firstFailure: string | undefined;
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: plan.connections }, async () => {
      while (issued < plan.operationsMax && !plan.isOver()) {
        const index = plan.firstIndex + issued;
        issued += 1;
        const begunMs = performance.now();
        try {
          bytes += await once(index);
          latencies.push(performance.now() - begunMs);
        } catch (error) {
          failures += 1;
          firstFailure ??= String(error);
        }
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  const at = (quantile: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * quantile))] ?? 0;
  return {
    operations: latencies.length,
    failures,
    firstFailure,
    bytes,
    seconds: (performance.now() - startMs) / 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

/** @throws {Error} with the answer's start when it is not a success */
export function expectSuccess(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
  return answer;
}

export const objectPath = (prefix: string, index: number): string =>
  `/bench/${prefix}/${String(index).padStart(8, "0")}`;

export const randomBody = (size: number): Uint8Array => randomBytes(size);
