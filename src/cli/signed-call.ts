/**
 * Asks a running server something that it tells only to those who sign: SigV4 for the service `lakebed`, with the root key pair of the data
 * directory, else with the AWS_* keys of the environment. The same as `curl --aws-sigv4 aws:amz:REGION:lakebed`.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ServerConfig } from "../app/config.ts";
import { formatAmzDate } from "../auth/sigv4/amz-date.ts";
import { canonicalPaths, canonicalQuery, canonicalRequest } from "../auth/sigv4/canonical-request.ts";
import { deriveSigningKey, EMPTY_SHA256, scopeText, sha256Hex, sign } from "../auth/sigv4/signing-key.ts";
import { ConfigError } from "../kit/errors.ts";
import { createHeaders } from "../kit/http.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import { awsVariables, endpointOf } from "./exports.ts";
import { authorityOf } from "./running.ts";

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export interface SignedAnswer {
  readonly status: number;
  readonly value: unknown;
}

/**
 * @param pathAndQuery e.g. `/_lakebed/why/ABC`, already encoded
 * @throws {ConfigError} when there are no keys, or no server answers
 */
export function signedGet(config: ServerConfig, environment: Environment, pathAndQuery: string): Promise<SignedAnswer> {
  return signedCall(config, environment, { method: "GET", pathAndQuery, timeoutMs: TIMEOUT_MS });
}

export interface SignedCall {
  readonly method: "GET" | "POST";
  /** Already encoded; everything that is said is in it. */
  readonly pathAndQuery: string;
  readonly timeoutMs: number;
}

/** @throws {ConfigError} when there are no keys, no server answers, or it does not answer in time */
export async function signedCall(
  config: ServerConfig,
  environment: Environment,
  call: SignedCall,
): Promise<SignedAnswer> {
  const endpoint = endpointOf(config);
  const url = new URL(endpoint);
  const headers = signedHeaders(call, {
    host: url.host,
    region: config.region,
    keys: keysOf(config, environment),
  });
  return fetchJson(endpoint, call, { headers, authority: authorityOf(config) }).catch((cause: unknown) => {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    const problem = isLate
      ? `the Lakebed at ${endpoint} did not answer within ${call.timeoutMs / 1000} s: look at its log`
      : `no Lakebed answers at ${endpoint}: start one with "lakebed start", or name it with --port`;
    throw new ConfigError(problem, { cause });
  });
}

function keysOf(config: ServerConfig, environment: Environment): Keys {
  try {
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = awsVariables(config);
    return { accessKeyId, secretAccessKey, sessionToken: undefined };
  } catch (error) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
    if (accessKeyId === undefined || secretAccessKey === undefined) throw error;
    return { accessKeyId, secretAccessKey, sessionToken: environment["AWS_SESSION_TOKEN"] };
  }
}

interface Signing {
  readonly host: string;
  readonly region: string;
  readonly keys: Keys;
}

function signedHeaders(
  { method, pathAndQuery }: SignedCall,
  { host, region, keys }: Signing,
): Readonly<Record<string, string>> {
  const amzDate = formatAmzDate(systemClock().wallMs());
  const token = keys.sessionToken === undefined ? {} : { "x-amz-security-token": keys.sessionToken };
  const fields: Record<string, string> = { host, "x-amz-date": amzDate, ...token };
  const [rawPath = "", rawQuery = ""] = pathAndQuery.split("?");
  const names = Object.keys(fields);
  const canonical = canonicalRequest({
    method,
    path: canonicalPaths(rawPath, false)[0] ?? rawPath,
    query: canonicalQuery(rawQuery),
    headers: createHeaders(Object.entries(fields)),
    signedHeaders: names,
    payloadHash: EMPTY_SHA256,
  });
  const scope = { date: amzDate.slice(0, 8), region, service: "lakebed" };
  const stringToSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scopeText(scope)}\n${sha256Hex(canonical)}`;
  const signature = sign(deriveSigningKey(keys.secretAccessKey, scope), stringToSign);
  const credential = `${keys.accessKeyId}/${scopeText(scope)}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...fields, authorization };
}

interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  readonly authority: Buffer | undefined;
}

function fetchJson(
  endpoint: string,
  { method, pathAndQuery, timeoutMs }: SignedCall,
  { headers, authority }: Sending,
): Promise<SignedAnswer> {
  const url = `${endpoint}${pathAndQuery}`;
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal: AbortSignal.timeout(timeoutMs) };
    const take = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy(new RangeError("the answer is too long"));
      });
      response.on("error", reject);
      response.on("end", () => {
        try {
          resolve({ status: response.statusCode ?? 0, value: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
        } catch (error) {
          reject(error instanceof Error ? error : new TypeError(String(error)));
        }
      });
    };
    const request = url.startsWith("https:")
      ? httpsRequest(url, { ...options, ...(authority === undefined ? {} : { ca: authority }) }, take)
      : httpRequest(url, options, take);
    request.on("error", reject).end();
  });
}
