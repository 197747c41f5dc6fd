/**
 * Reports inventories when they are due: daily ones at the first look of a new day (UTC, state time), weekly ones first on the day after they were configured and then on
 * Sundays, as on AWS (configure-inventory.html). A report tells of now: days that state time has skipped are not made up for. What cannot be written is tried again.
 */
import type { Job } from "../jobs/jobs.ts";
import {
  type Inventory,
  type InventoryRun,
  inventoriedBuckets,
  readInventoryRun,
  writeInventoryRun,
} from "./inventory.ts";
import { type InventoryWriting, writeInventory } from "./write-inventory.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** 1 January 1970 was a Thursday; the first Sunday is day 3. */
const FIRST_SUNDAY = 3;

export function inventoryJob(writing: InventoryWriting): Job {
  const { records, runtime } = writing;
  return {
    name: "inventory",
    async run(signal) {
      for (const [bucket, inventories] of await records.read(inventoriedBuckets)) {
        for (const inventory of inventories) {
          if (signal.aborted) return;
          const run = await records.read((reader) => readInventoryRun(reader, bucket.name, inventory.id));
          const nowMs = runtime.clock.nowMs();
          if (run === undefined || !isDue(inventory, run, nowMs)) continue;
          try {
            await writeInventory(writing, { bucket, inventory, signal });
          } catch (error) {
            const where = { bucket: bucket.name, inventory: inventory.id };
            runtime.log.warn("cannot write an inventory; trying again", { ...where, cause: String(error) });
            continue;
          }
          const done = { atMs: nowMs, hasReported: true };
          await records.transact((transaction) => writeInventoryRun(transaction, bucket.name, inventory.id, done));
        }
      }
    },
  };
}

function isDue({ isEnabled, isWeekly }: Inventory, run: InventoryRun, nowMs: number): boolean {
  const [last, today] = [Math.floor(run.atMs / DAY_MS), Math.floor(nowMs / DAY_MS)];
  if (!isEnabled || last >= today) return false;
  return !isWeekly || !run.hasReported || weekOf(today) > weekOf(last);
}

function weekOf(day: number): number {
  return Math.floor((day - FIRST_SUNDAY) / 7);
}
