/** Makes the instance over the engines. Apart from the table of operations, so that whoever needs the instance loads no client package. */
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import type { Dynamodb } from "./dynamodb.ts";
import { TableCounts } from "./tables/table-counts.ts";
import { TableReader } from "./tables/table-reader.ts";
import { BackgroundWork } from "./work/background-work.ts";

export function createDynamodb({
  records,
  runtime,
}: {
  readonly records: RecordStore;
  readonly runtime: Runtime;
}): Dynamodb {
  const work = new BackgroundWork(records, runtime.log);
  const counts = new TableCounts({ records, clock: runtime.clock, log: runtime.log });
  // What a crash left undone.
  work.soon();
  return {
    records,
    runtime,
    tables: new TableReader(),
    counts,
    workSoon: () => work.soon(),
    finishWork: () => work.finish(),
    async close() {
      counts.close();
      await work.close();
    },
  };
}
