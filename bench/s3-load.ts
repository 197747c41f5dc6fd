/**
 * A load generator for any S3 endpoint: raw HTTP with SigV4, kept-alive connections, no SDK, so that the client's own cost stays
 * small and equal for every peer.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import http from "node:http";
import { crc32 } from "node:zlib";

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

/** A body and what its request says about it. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** The value of `x-amz-content-sha256`. */
  readonly sha256: string;
  /** Signed with the request; names are in lower case. */
  readonly headers: Readonly<Record<string, string | number>>;
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

  request(
    method: string,
    path: string,
    query = "",
    given?: Uint8Array | Payload,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const { bytes: body, sha256: payload, headers: told } = payloadOf(given);
    const { host, port, accessKeyId, region } = this.#endpoint;
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
    const date = time.slice(0, 8);
    const headers: Record<string, string | number> = {
      host: `${host}:${port}`,
      "x-amz-content-sha256": payload,
      "x-amz-date": time,
      ...told,
      ...more,
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

function payloadOf(
  given: Uint8Array | Payload | undefined,
): Omit<Payload, "bytes"> & { bytes: Uint8Array | undefined } {
  if (given === undefined) return { bytes: undefined, sha256: EMPTY_SHA256, headers: {} };
  return given instanceof Uint8Array ? { bytes: given, sha256: "UNSIGNED-PAYLOAD", headers: {} } : given;
}

/** Data bytes of one chunk: what a file stream gives the SDK for JavaScript at a time. botocore cuts at 1 MiB. */
const SDK_CHUNK_BYTES = 64 * 1024;

/** The form in which the SDKs send a stream by themselves: `aws-chunked` over unsigned chunks, with a CRC32 in the trailer. */
export function sdkPayload(data: Uint8Array): Payload {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += SDK_CHUNK_BYTES) {
    const piece = data.subarray(start, start + SDK_CHUNK_BYTES);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(data));
  pieces.push(Buffer.from(`0\r\nx-amz-checksum-crc32:${checksum.toString("base64")}\r\n\r\n`));
  return {
    bytes: Buffer.concat(pieces),
    sha256: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    headers: {
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": data.length,
      "x-amz-sdk-checksum-algorithm": "CRC32",
      "x-amz-trailer": "x-amz-checksum-crc32",
    },
  };
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
          const moved = await once(index);
          bytes += moved;
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

/** What S3 gives as the ETag of an object that was put in one request. */
export const etagOf = (data: Uint8Array): string => `"${createHash("md5").update(data).digest("hex")}"`;
