/** Says once, in the log and in the metrics, that bytes were found damaged while somebody read them. Whoever reads gets the error all the same. */
import type { Runtime } from "../runtime/runtime.ts";
import { StorageError } from "./storage-error.ts";

export type NoteDamage = (error: unknown) => void;

export function damageNoter({ log, metrics }: Pick<Runtime, "log" | "metrics">): NoteDamage {
  return (error) => {
    if (!(error instanceof StorageError) || error.kind !== "corrupt") return;
    metrics.count("lakebed_storage_damage_total", { found: "read" });
    log.error("stored bytes are damaged", { error: error.message });
  };
}

export function noting<T>(note: NoteDamage, work: () => T): T {
  try {
    return work();
  } catch (error) {
    note(error);
    throw error;
  }
}
