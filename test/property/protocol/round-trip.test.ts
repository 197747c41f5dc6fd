/**
 * For every operation of every client Lakebed will serve: what the real client writes we read as the same value, and what we write the
 * real client reads as the same value. `support/exceptions.ts` lists what is not demanded, and why.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import { afterAll, describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { ErrorModel, OperationModel } from "../../../src/model/service-model.ts";
import { CLIENTS, loadClient, type LoadedClient } from "./support/clients.ts";
import { comparable } from "./support/comparable.ts";
import { firstDifference } from "./support/first-difference.ts";
import { isExcluded, mayBeAdded } from "./support/exceptions.ts";
import { type Direction, type Fullness, generateValue } from "./support/generate-value.ts";
import { ProtocolPeer, readStreams, REQUEST_ID } from "./support/round-trip.ts";
import { SeededRandom } from "./support/seeded-random.ts";

/** EC2's 823 operations take some 10 s of one core; a busy machine takes longer. */
const TIMEOUT_MS = 300_000;
const RUNS: readonly Fullness[] = ["all members", "required members", "some members", "some members"];
const coverage: string[] = [];
let operationsProven = 0;
let operationsKnown = 0;
let exchangeCount = 0;

const CLIENTS_AND_PROTOCOLS = [
  ...CLIENTS.map((name) => [name, undefined] as const),
  ["dynamodb", "rpc-v2-cbor"] as const,
  ["timestream-query", "rpc-v2-cbor"] as const,
];

describe.each(CLIENTS_AND_PROTOCOLS)(
  "The %s client (protocol: %s) and our protocol",
  { timeout: TIMEOUT_MS },
  (name, protocol) => {
    test("understand each other in every operation", async () => {
      const loaded = await loadClient(name, protocol);
      const peer = new ProtocolPeer(loaded);
      const failures: string[] = [];
      for (const operation of loaded.model.operations.values()) {
        const failure = await operationFailure(loaded, peer, operation);
        if (failure === undefined) operationsProven += 1;
        else failures.push(failure);
      }
      operationsKnown += loaded.model.operations.size;
      coverage.push(
        `${name}${protocol === undefined ? "" : ` over ${protocol}`} ${loaded.model.operations.size - failures.length}/${loaded.model.operations.size}`,
      );
      peer.client.destroy();
      expect(failures).toEqual([]);
    });

    test("understand each other in every modelled error and in one that is not modelled", async () => {
      const loaded = await loadClient(name, protocol);
      const peer = new ProtocolPeer(loaded);
      const operations = [...loaded.model.operations.values()].filter((operation) => operation.http?.method !== "HEAD");
      const errors: (ErrorModel | undefined)[] = [...loaded.model.errors.values(), undefined];
      const failures: string[] = [];
      const count = Math.max(errors.length, operations.length);
      for (let index = 0; index < count; index += 1) {
        const operation = operations[index % operations.length] as OperationModel;
        const failure = await errorFailure(loaded, peer, operation, errors[index % errors.length]);
        if (failure !== undefined) failures.push(failure);
      }
      peer.client.destroy();
      expect(failures).toEqual([]);
    });
  },
);

afterAll(() => {
  console.log(
    `round trips: ${operationsProven} operations of ${operationsKnown} covered in ${exchangeCount} exchanges (${coverage.join(", ")})`,
  );
});

async function operationFailure(
  loaded: LoadedClient,
  peer: ProtocolPeer,
  operation: OperationModel,
): Promise<string | undefined> {
  for (const [run, fullness] of RUNS.entries()) {
    const seed = `${loaded.name} ${operation.name} ${run}`;
    const random = new SeededRandom(seed);
    const generation = (direction: Direction) =>
      ({
        client: loaded.name,
        operation: operation.name,
        protocol: loaded.model.protocol,
        direction,
        fullness,
        random,
      }) as const;
    const input = generateValue(operation.input, generation("input"));
    const output = isExcluded(loaded.name, operation.name, "output")
      ? {}
      : generateValue(operation.output, generation("output"));
    exchangeCount += 1;
    try {
      const received = await peer.send(operation.name, input, { output });
      expect(peer.seen.matched).toBe(operation.name);
      sameInput(loaded, operation, input, peer.seen.parsed);
      await sameOutput(loaded, operation, output, received);
    } catch (error) {
      return `${seed} (${fullness}): ${describeError(error)}`;
    }
  }
  return undefined;
}

function sameInput(loaded: LoadedClient, operation: OperationModel, sent: object, parsed: unknown): void {
  const comparing = { protocol: loaded.model.protocol, direction: "input" } as const;
  const seen = { ...(parsed as Record<string, unknown>) };
  for (const [name, member] of NormalizedSchema.of(operation.input).structIterator()) {
    const wasGiven = (sent as Record<string, unknown>)[name] !== undefined;
    const isAdded =
      member.isIdempotencyToken() ||
      mayBeAdded({ client: loaded.name, operation: operation.name, direction: "input" }, name);
    if (!wasGiven && isAdded) delete seen[name];
  }
  demandSame("the input", comparable(operation.input, sent, comparing), comparable(operation.input, seen, comparing));
}

async function sameOutput(
  loaded: LoadedClient,
  operation: OperationModel,
  answered: object,
  received: Record<string, unknown>,
): Promise<void> {
  const comparing = { protocol: loaded.model.protocol, direction: "output" } as const;
  const { $metadata, ...value } = (await readStreams(received)) as { $metadata: { requestId?: string } };
  expect($metadata.requestId).toBe(REQUEST_ID);
  if (isExcluded(loaded.name, operation.name, "output")) return;
  for (const name of Object.keys(value)) {
    const wasAnswered = (answered as Record<string, unknown>)[name] !== undefined;
    if (!wasAnswered && mayBeAdded({ client: loaded.name, operation: operation.name, direction: "output" }, name))
      delete (value as Record<string, unknown>)[name];
  }
  demandSame(
    "the output",
    comparable(operation.output, answered, comparing),
    comparable(operation.output, value, comparing),
  );
}

async function errorFailure(
  loaded: LoadedClient,
  peer: ProtocolPeer,
  operation: OperationModel,
  errorModel: ErrorModel | undefined,
): Promise<string | undefined> {
  const seed = `${loaded.name} ${operation.name} ${errorModel?.name ?? "UnmodelledError"}`;
  const random = new SeededRandom(seed);
  const base = {
    client: loaded.name,
    operation: operation.name,
    protocol: loaded.model.protocol,
    fullness: "all members",
    random,
  } as const;
  const input = generateValue(operation.input, { ...base, direction: "input", fullness: "required members" });
  const fields = errorModel === undefined ? {} : generateValue(errorModel.schema, { ...base, direction: "error" });
  const message = "It went <wrong> & 'so' on: é😀";
  const error = new ServiceError({
    code: errorModel?.code ?? "UnmodelledError",
    status: errorModel?.status ?? 418,
    message,
    fields,
  });
  exchangeCount += 1;
  try {
    const received = await peer.send(operation.name, input, { error }).then(
      () => undefined,
      (thrown: unknown) => thrown as Error & { $metadata: { httpStatusCode: number; requestId: string } },
    );
    expect(received?.name).toBe(errorModel?.name ?? "UnmodelledError");
    expect(received?.message).toBe(message);
    expect(received?.$metadata).toMatchObject({ httpStatusCode: error.status, requestId: REQUEST_ID });
    if (errorModel !== undefined)
      sameFields(loaded, errorModel, fields, received as unknown as Record<string, unknown>);
  } catch (failure) {
    return `${seed}: ${describeError(failure)}`;
  }
  return undefined;
}

function sameFields(
  loaded: LoadedClient,
  errorModel: ErrorModel,
  fields: Record<string, unknown>,
  received: Record<string, unknown>,
): void {
  const comparing = { protocol: loaded.model.protocol, direction: "error" } as const;
  for (const [name, member] of errorModel.schema.structIterator()) {
    if (name.toLowerCase() === "message") continue;
    demandSame(
      `the error's ${name}`,
      comparable(member, fields[name], comparing),
      comparable(member, received[name], comparing),
    );
  }
}

function describeError(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    .replaceAll("\n", " ")
    .slice(0, 600);
}

function demandSame(what: string, expected: unknown, actual: unknown): void {
  const difference = firstDifference(expected, actual);
  if (difference !== undefined) expect.fail(`${what} differs at ${difference}`);
}
