import { describe, expect, it } from "vitest";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import { type ExecutionRecord, NO_STATISTICS } from "../../../src/services/athena/executions/execution.ts";
import {
  failInterrupted,
  readExecution,
  writeEnded,
  writeSubmitted,
} from "../../../src/services/athena/executions/execution-store.ts";

const PLACE = { accountId: "111122223333", region: "us-east-1" };

function execution(id: string): ExecutionRecord {
  return {
    id,
    workGroup: "primary",
    query: "SELECT 1",
    database: undefined,
    catalog: undefined,
    parameters: undefined,
    statementType: "DML",
    substatementType: "SELECT",
    resultFolder: "s3://b/",
    outputLocation: `s3://b/${id}.csv`,
    expectedBucketOwner: undefined,
    reuseResults: undefined,
    scanCutoffBytes: undefined,
    state: "QUEUED",
    stateChangeReason: undefined,
    error: undefined,
    submittedMs: 1000,
    completedMs: undefined,
    statistics: NO_STATISTICS,
    result: undefined,
  };
}

describe("failInterrupted", () => {
  it("fails executions that a stop cut off, once, and leaves ended ones as they are", async () => {
    const records = openMemoryRecordStore();
    await records.transact((transaction) => {
      writeSubmitted(transaction, PLACE, execution("cut-off"), undefined);
      writeSubmitted(transaction, PLACE, execution("ended"), undefined);
    });
    await writeEnded(records, PLACE, { ...execution("ended"), state: "SUCCEEDED", completedMs: 1500 });
    expect(await failInterrupted(records, 2000)).toBe(1);
    const [cutOff, ended] = await records.read((reader) => [
      readExecution(reader, PLACE, "cut-off"),
      readExecution(reader, PLACE, "ended"),
    ]);
    expect(cutOff).toMatchObject({
      state: "FAILED",
      stateChangeReason: "INTERNAL_ERROR: Lakebed stopped while the query ran",
      completedMs: 2000,
      error: { Retryable: true },
    });
    expect(ended).toMatchObject({ state: "SUCCEEDED", completedMs: 1500 });
    expect(await failInterrupted(records, 3000)).toBe(0);
    await records.close();
  });
});
