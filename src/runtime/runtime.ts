/**
 * What a program needs from the world, gathered so that it can be handed down as one value and replaced as one value.
 */
import { type Clock, systemClock } from "./clock.ts";
import { createIds, type Ids } from "./ids.ts";
import type { Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { type Random, systemRandom } from "./random.ts";
import { systemTimers, type Timers } from "./timers.ts";

export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Metrics;
}

export function systemRuntime(log: Log, clock: Clock = systemClock()): Runtime {
  const random = systemRandom();
  return { clock, random, ids: createIds(random), timers: systemTimers(), log, metrics: createMetrics() };
}
