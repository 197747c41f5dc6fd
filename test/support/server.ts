/**
 * A server for specs: in this process, on a free port, on memory engines unless told otherwise.
 */
import { expect } from "vitest";
import { type ConfigOverrides, resolveConfig } from "../../src/app/config.ts";
import { type RunningServer, startServer } from "../../src/app/lifecycle.ts";
import { LISTENER_LIMITS, type ListenerLimits } from "../../src/gateway/limits.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { createLog, type Log, silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";

export interface TestServerOptions extends ConfigOverrides {
  /** Real time unless given. */
  readonly clock?: Clock;
  /** Tighter limits than the real ones. */
  readonly listenerLimits?: Partial<ListenerLimits>;
  /** Silent unless given; `LAKEBED_TEST_LOG=1` prints to stderr. */
  readonly log?: Log;
}

export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface TestServer {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: TestCredentials;
  /** Spread into any SDK client. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: TestCredentials;
    readonly forcePathStyle: true;
    readonly maxAttempts: 1;
  };
  readonly running: RunningServer;
  /** A client of that class, configured for this server; destroyed by `close`. */
  client<Client extends { destroy(): void }>(Class: new (config: TestServer["clientConfig"]) => Client): Client;
  close(): Promise<void>;
}

export const TEST_CREDENTIALS: TestCredentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { clock, listenerLimits, log, ...overrides } = options;
  const isEphemeral = overrides.ephemeral ?? overrides.dataDir === undefined;
  const config = resolveConfig(
    { port: 0, rootCredentials: TEST_CREDENTIALS, ...overrides, ephemeral: isEphemeral },
    {},
  );
  const runtime = systemRuntime(log ?? testLog(), clock);
  const running = await startServer(config, runtime, { listenerLimits: { ...LISTENER_LIMITS, ...listenerLimits } });
  const { accessKeyId, secretAccessKey, accountId } = running.root;
  const credentials = { accessKeyId, secretAccessKey };
  const clientConfig = {
    endpoint: running.endpoint,
    region: running.region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  } as const;
  const clients: { destroy(): void }[] = [];
  return {
    endpoint: running.endpoint,
    port: running.port,
    region: running.region,
    accountId,
    credentials,
    clientConfig,
    running,
    client(Class) {
      const client = new Class(clientConfig);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await running.stop();
    },
  };
}

function testLog(): Log {
  if (process.env["LAKEBED_TEST_LOG"] === undefined) return silentLog();
  return createLog({ level: "debug", wallMs: () => Date.now(), write: (line) => process.stderr.write(line) });
}

export interface ExpectedError {
  /** Error code, the SDK exception's `name`. */
  readonly name: string;
  readonly status: number;
  readonly message?: string | RegExp;
}

/** The call must fail with exactly this error of the service. Resolves with it for further looks. */
export async function expectServiceError(
  promise: Promise<unknown>,
  expected: ExpectedError,
): Promise<Record<string, unknown>> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome))
    throw new Error(`the call was to fail with ${expected.name}, but gave ${JSON.stringify(outcome.value)}`);
  const error = outcome.error as Record<string, unknown> & {
    name: string;
    message: string;
    $metadata?: { httpStatusCode?: number };
  };
  expect({ name: error.name, status: error.$metadata?.httpStatusCode }, error.message).toEqual({
    name: expected.name,
    status: expected.status,
  });
  if (expected.message !== undefined) expect(error.message).toMatch(expected.message);
  return error;
}
