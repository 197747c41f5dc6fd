/** Takes away the warehouses of tables that are gone, one after the other, also after a crash. */
import { warehouseName } from "../../kit/ports/warehouses.ts";
import { SWEEP_PAGE } from "./limits.ts";
import { garbageKey, garbagePrefix } from "./records.ts";
import type { S3TablesDependencies } from "./s3tables.ts";

export async function sweepGarbage(
  { records, warehouses }: Pick<S3TablesDependencies, "records" | "warehouses">,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const found = await records.read((reader) => reader.range({ prefix: garbagePrefix, limit: SWEEP_PAGE }));
    for (const { key } of found) {
      if (signal.aborted) return;
      const tableId = String(key[1]);
      await warehouses.remove(warehouseName(tableId));
      await records.transact((transaction) => transaction.delete(garbageKey(tableId)));
    }
    if (found.length < SWEEP_PAGE) return;
  }
}
