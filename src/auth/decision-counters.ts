/** `lakebed_decisions_total`: how access decisions came out. */
import type { Metrics } from "../runtime/metrics.ts";

export interface DecisionCounters {
  readonly allowed: () => void;
  readonly explicitlyDenied: () => void;
  readonly implicitlyDenied: () => void;
  /** Refused whatever the policies say, e.g. by S3 Block Public Access. */
  readonly blocked: () => void;
}

const NAME = "lakebed_decisions_total";

export function decisionCounters(metrics: Metrics): DecisionCounters {
  return {
    allowed: metrics.counter(NAME, { outcome: "allow" }),
    explicitlyDenied: metrics.counter(NAME, { outcome: "explicit-deny" }),
    implicitlyDenied: metrics.counter(NAME, { outcome: "implicit-deny" }),
    blocked: metrics.counter(NAME, { outcome: "block" }),
  };
}

/** An operation without an access mapping: refused, and a defect of ours. */
export function countUnmapped(metrics: Metrics): void {
  metrics.count(NAME, { outcome: "unmapped" });
}
