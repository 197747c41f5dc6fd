/** When a multipart upload that nobody completes is aborted, and by which rule. */
import { type LifecycleDay, midnightAfter } from "./lifecycle-day.ts";
import type { Lifecycle } from "./lifecycle-record.ts";
import { rulesFor } from "./match-rule.ts";

export interface UploadEnd {
  readonly atMs: number;
  readonly ruleId: string;
}

/** Undefined when no rule ends the upload. Of several the soonest, and of those the one that is listed first. */
export function uploadEnd(
  lifecycle: Lifecycle,
  { key, initiatedMs }: { readonly key: string; readonly initiatedMs: number },
  day: LifecycleDay,
): UploadEnd | undefined {
  let end: UploadEnd | undefined;
  for (const { id, abortDays } of rulesFor(lifecycle, key)) {
    if (abortDays === undefined) continue;
    const atMs = midnightAfter(initiatedMs, abortDays, day);
    if (end === undefined || atMs < end.atMs) end = { atMs, ruleId: id };
  }
  return end;
}
