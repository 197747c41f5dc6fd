/** What Object Lock holds of one version: it cannot be deleted or replaced before the time, or while the hold is on. */

export interface Retention {
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** State time, milliseconds. */
  readonly untilMs: number;
}

export interface ObjectLock {
  readonly retention?: Retention | undefined;
  /** Left out when the hold is off. */
  readonly legalHold?: true | undefined;
}
