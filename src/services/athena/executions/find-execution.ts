/** An execution as it is now: live in the runner, or ended in its record. */
import type { Athena } from "../athena.ts";
import { executionNotFound } from "../errors.ts";
import type { Place } from "../records.ts";
import type { ExecutionRecord } from "./execution.ts";
import { readExecution } from "./execution-store.ts";

export async function findExecution(athena: Athena, place: Place, id: string): Promise<ExecutionRecord | undefined> {
  const stored = await athena.records.read((reader) => readExecution(reader, place, id));
  // The record decides whose execution it is; the runner knows what happened since.
  return stored === undefined
    ? undefined
    : (athena.executions.live(id) ?? (await athena.records.read((reader) => readExecution(reader, place, id))));
}

/** @throws {ServiceError} InvalidRequestException */
export async function requireExecution(athena: Athena, place: Place, id: string): Promise<ExecutionRecord> {
  const record = await findExecution(athena, place, id);
  if (record === undefined) throw executionNotFound(id);
  return record;
}
