/** Rules of the pipeline that no well-formed service shows: what is unmapped, broken, full, or cannot be loaded. */
import * as StsClient from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import { createAudit } from "../audit/audit.ts";
import { rootCredentialSource } from "../auth/credentials.ts";
import { createSealer } from "../auth/sealer.ts";
import { createSigningKeys, deriveSigningKey, sha256Hex, sign } from "../auth/sigv4/signing-key.ts";
import { createSignatureVerifier } from "../auth/sigv4/verify-signature.ts";
import { streamOf } from "../kit/http.ts";
import type { UntypedTable } from "../kit/operation.ts";
import type { Service } from "../kit/service.ts";
import { loadServiceModel } from "../model/load-service-model.ts";
import { manualClock } from "../runtime/clock.ts";
import { createLog } from "../runtime/log.ts";
import { systemRuntime } from "../runtime/runtime.ts";
import { openMemoryStorage } from "../storage/memory-storage.ts";
import { StorageError } from "../storage/storage-error.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import { createPipeline } from "./pipeline.ts";
import { RawHeaders } from "./raw-headers.ts";
import { createServiceDirectory } from "./service-directory.ts";
import { policyAuthorizer } from "../../test/support/policy-authorizer.ts";

const ROOT = { accessKeyId: "AKIAROOT", secretAccessKey: "root secret", accountId: "123456789012" };
const DATE = "20261123T000000Z";
const SCOPE = { date: "20261123", region: "us-east-1", service: "sts" };

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly log: string;
}

/** Calls GetCallerIdentity of a service with this table. */
async function call(load: () => Promise<Service>): Promise<Answer> {
  const lines: string[] = [];
  const log = createLog({ level: "debug", wallMs: () => 0, write: (line) => lines.push(line) });
  const credentials = rootCredentialSource(ROOT);
  const runtime = systemRuntime(log, manualClock(Date.UTC(2026, 10, 23)));
  const handler = createPipeline({
    runtime,
    audit: createAudit({
      records: (await openMemoryStorage(runtime)).records,
      runtime,
      principals: () => expect.fail("no request here asks why"),
      recordsData: false,
    }),
    directory: createServiceDirectory([{ name: "sts", signingName: "sts", protocol: "aws-query", load }]),
    credentials,
    verifier: createSignatureVerifier(credentials, createSigningKeys()),
    authorizer: policyAuthorizer(),
    sealer: createSealer(runtime.random.bytes(32), runtime.random),
    roleCredentials: () => expect.fail("no request here asks for credentials"),
    rootRoutes: new Map(),
    regions: ["us-east-1"],
    accountId: ROOT.accountId,
    version: "test",
    startedMs: 0,
    takesVersion2: false,
  });
  const { status, body } = await handler(signedCall());
  return { status, text: Buffer.from(body as Uint8Array).toString(), log: lines.join("") };
}

function signedCall(): IncomingRequest {
  const body = Buffer.from("Action=GetCallerIdentity&Version=2011-06-15");
  const canonical = `POST\n/\n\nhost:x\nx-amz-date:${DATE}\n\nhost;x-amz-date\n${sha256Hex(body)}`;
  const scope = `${SCOPE.date}/${SCOPE.region}/${SCOPE.service}/aws4_request`;
  const stringToSign = `AWS4-HMAC-SHA256\n${DATE}\n${scope}\n${sha256Hex(canonical)}`;
  const signature = sign(deriveSigningKey(ROOT.secretAccessKey, SCOPE), stringToSign);
  const authorization = `AWS4-HMAC-SHA256 Credential=${ROOT.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return {
    method: "POST",
    rawPath: "/",
    rawQuery: "",
    headers: new RawHeaders([
      "Host",
      "x",
      "X-Amz-Date",
      DATE,
      "Authorization",
      authorization,
      "Content-Type",
      "application/x-www-form-urlencoded",
    ]),
    body: streamOf(body),
    scheme: "http",
    sourceIp: "127.0.0.1",
    signal: new AbortController().signal,
  };
}

const model = loadServiceModel("sts", StsClient as unknown as Record<string, unknown>);
const withRow = (row: object): Promise<Answer> =>
  call(async () => ({ model, operations: { GetCallerIdentity: row } as unknown as UntypedTable, instance: undefined }));
const failing = (error: unknown): Promise<Answer> =>
  withRow({
    access: () => [],
    handle: async () => {
      throw error;
    },
  });

describe("what an operation may not do", () => {
  test("an operation with its mapping is answered", async () => {
    const row = { access: () => [], handle: async () => ({ Account: "123456789012" }) };
    expect(await withRow(row)).toMatchObject({
      status: 200,
      text: expect.stringContaining("<Account>123456789012</Account>"),
    });
  });

  test("an operation without an access mapping is denied, also to root", async () => {
    const { status, text, log } = await withRow({ handle: async () => ({}) });
    expect(status).toBe(403);
    expect(text).toContain("<Code>AccessDenied</Code>");
    expect(log).toContain("an operation has no access mapping and is refused to everybody");
  });

  test("an operation without a row is our fault, and says nothing of it to the client", async () => {
    const { status, text, log } = await call(async () => ({ model, operations: {}, instance: undefined }));
    expect([status, text.includes("<Code>InternalFailure</Code>")]).toEqual([500, true]);
    expect(log).toContain("has no row for GetCallerIdentity");
    expect(text).not.toContain("row");
  });
});

describe("what goes wrong inside", () => {
  test("an unknown error is InternalFailure with a request id; its words and stack go to the log alone", async () => {
    const { status, text, log } = await failing(new TypeError("the secret reason"));
    expect([status, text.includes("<Code>InternalFailure</Code>")]).toEqual([500, true]);
    expect(text).not.toMatch(/secret reason|pipeline\.test/);
    const requestId = /<RequestId>([A-Z0-9]{16})<\/RequestId>/.exec(text)?.[1];
    const fault = log.split("\n").find((line) => line.includes("the secret reason"));
    expect(JSON.parse(fault ?? "{}")).toMatchObject({ level: "error", requestId, operation: "GetCallerIdentity" });
  });

  test.each([
    ["full", "The storage of this server is full"],
    ["conflict", "Please reduce your request rate"],
    ["closed", "The server is stopping"],
  ] as const)("storage that is %s is ServiceUnavailable", async (kind, words) => {
    const { status, text } = await failing(new StorageError(kind, "at /secret/path"));
    expect([status, text.includes("<Code>ServiceUnavailable</Code>"), text.includes(words)]).toEqual([503, true, true]);
    expect(text).not.toContain("/secret/path");
  });

  test.each(["corrupt", "io", "limit"] as const)("storage that fails by %s is InternalFailure", async (kind) => {
    const { status, text } = await failing(new StorageError(kind, "at /secret/path"));
    expect([status, text.includes("<Code>InternalFailure</Code>"), text.includes("/secret/path")]).toEqual([
      500,
      true,
      false,
    ]);
  });

  test("a service that cannot be loaded answers in its own wire form", async () => {
    const { status, text } = await call(() => Promise.reject(new Error("no memory")));
    expect([status, text.includes("<ErrorResponse"), text.includes("<Code>InternalFailure</Code>")]).toEqual([
      500,
      true,
      true,
    ]);
  });
});
