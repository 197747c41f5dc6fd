/** Narrows what was used to what was used lately. Counts stay those of all time, because uses are not kept one by one. */
import type { ActionUse } from "../kit/ports/permission-use.ts";

export function usedSince(uses: readonly ActionUse[], sinceMs: number): readonly ActionUse[] {
  return uses
    .filter(({ lastMs }) => lastMs >= sinceMs)
    .map((use) => ({ ...use, resources: use.resources.filter(({ lastMs }) => lastMs >= sinceMs) }));
}
