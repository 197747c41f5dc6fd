/**
 * What the KMS specs have in common: a server, a client, and keys made in one line.
 */
import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  type KeyMetadata,
  KMSClient,
} from "@aws-sdk/client-kms";
import { expect } from "vitest";
import { manualClock } from "../../../src/runtime/clock.ts";
import { expectServiceError, startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

/** A server on a clock that moves its state time only. */
export interface KmsWorld {
  readonly server: TestServer;
  readonly kms: KMSClient;
  readonly clock: { nowMs(): number; advance(deltaMs: number): void };
  /** A client for another Region of the same server. */
  inRegion(region: string): KMSClient;
  key(input?: CreateKeyCommandInput): Promise<KeyMetadata & { KeyId: string; Arn: string }>;
  describe(keyId: string): Promise<KeyMetadata>;
}

export const DAY_MS = 86_400_000;

export async function startKms(options: TestServerOptions = {}): Promise<KmsWorld> {
  const state = manualClock(Date.UTC(2026, 10, 23));
  // The wire's time stays real, as it does when a user advances the clock.
  const clock = { ...state, wallMs: () => Date.now(), monotonicMs: () => performance.now() };
  const server = await startTestServer({ clock, ...options });
  const kms = server.client(KMSClient);
  const others: KMSClient[] = [];
  return {
    server,
    kms,
    clock,
    inRegion(region) {
      const client = new KMSClient({ ...server.clientConfig, region });
      others.push(client);
      return client;
    },
    async key(input = {}) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
      expect(KeyMetadata?.Arn).toContain(KeyMetadata?.KeyId);
      return KeyMetadata as KeyMetadata & { KeyId: string; Arn: string };
    },
    async describe(keyId) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
      return KeyMetadata as KeyMetadata;
    },
  };
}

/** The call must fail like this; KMS's client faults are all 400. */
export function refused(promise: Promise<unknown>, name: string, message?: string | RegExp): Promise<object> {
  return expectServiceError(promise, {
    name,
    status: 400,
    ...(message === undefined ? {} : { message: typeof message === "string" ? exactly(message) : message }),
  });
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString();
