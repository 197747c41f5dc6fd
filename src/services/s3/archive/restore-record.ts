/** What a version remembers of a RestoreObject: when its bytes are at hand, and for how long. */
export type RestoreTier = "Expedited" | "Standard" | "Bulk";

export interface RestoreRecord {
  readonly tier: RestoreTier;
  /** State time from which the bytes can be read, milliseconds. */
  readonly readyMs: number;
  /** State time at which the copy is gone again; left out for tiers of INTELLIGENT_TIERING, whose objects come back for good. */
  readonly expiresMs?: number | undefined;
}
