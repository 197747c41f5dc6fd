/**
 * State time as something that can be moved: how far it is ahead of the world's time is a record, so it survives a restart, and whatever becomes
 * due on the way is done before the move is answered. The wire's `Date` and signatures keep the world's time (runtime/clock.ts).
 *
 * Left out: other processes on the same store go on with the offset they started with.
 */
import { ServiceError } from "../kit/errors.ts";
import type { RootRoute } from "../kit/root-routes.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Key, Reader, RecordStore } from "../storage/record-store.ts";

const OFFSET_KEY: Key = ["clock"];
const DAY_MS = 86_400_000;
/** State time stays within this of the world's: 200 years. */
const OFFSET_MS_MAX = 200 * 365 * DAY_MS;

export interface StateClock {
  readonly stateMs: number;
  readonly wallMs: number;
  /** How far state time was moved ahead of the world's, milliseconds. */
  readonly offsetMs: number;
}

/** Call it before anything looks at state time. */
export async function resumeStateClock(records: RecordStore, clock: Clock): Promise<void> {
  clock.advance(await records.read(readOffset));
}

export interface StateClockDependencies {
  readonly records: RecordStore;
  readonly clock: Clock;
  /** Does everything that is due. */
  readonly runJobs: () => Promise<void>;
}

/** `clock` shows state time; `clock/advance?ms=N` moves it forward and does what becomes due. */
export function clockRoutes(dependencies: StateClockDependencies): [string, RootRoute][] {
  return [
    ["clock", { method: "GET", answer: () => show(dependencies) }],
    ["clock/advance", { method: "POST", answer: (query) => advance(dependencies, query.get("ms") ?? "") }],
  ];
}

/** What is due now is done before time moves, so that it happens at its own time and not at the new one. */
async function advance(dependencies: StateClockDependencies, text: string): Promise<StateClock> {
  const { records, clock, runJobs } = dependencies;
  if (!/^\d+$/.test(text)) throw refused("ms must be a whole number of milliseconds");
  const deltaMs = Number(text);
  await runJobs();
  await records.transact((transaction) => {
    const offsetMs = readOffset(transaction) + deltaMs;
    if (offsetMs > OFFSET_MS_MAX) throw refused("state time may be 200 years ahead at most");
    transaction.put(OFFSET_KEY, Buffer.from(JSON.stringify({ offsetMs })));
  });
  clock.advance(deltaMs);
  await runJobs();
  return show(dependencies);
}

async function show({ records, clock }: StateClockDependencies): Promise<StateClock> {
  return { stateMs: clock.nowMs(), wallMs: clock.wallMs(), offsetMs: await records.read(readOffset) };
}

function readOffset(reader: Reader): number {
  const bytes = reader.get(OFFSET_KEY);
  return bytes === undefined ? 0 : (JSON.parse(Buffer.from(bytes).toString()) as { offsetMs: number }).offsetMs;
}

function refused(message: string): ServiceError {
  return new ServiceError({ code: "InvalidRequest", status: 400, message });
}
