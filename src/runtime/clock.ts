/**
 * Time, in two kinds. `nowMs` is state time: lifecycle, TTL, retention and every stored timestamp use it, and it can be
 * moved forward (`advance`). `wallMs` is the world's time: the wire `Date`, signature skew and timeouts use it, so that
 * moving state time never disturbs an SDK's clock-skew correction. Nothing else in `src/` reads a clock.
 */
export interface Clock {
  /** State time, milliseconds since the epoch. Never goes backwards between two `advance` calls. */
  nowMs(): number;
  /** Wall time, milliseconds since the epoch. */
  wallMs(): number;
  /** A steady counter in milliseconds for measuring durations; its zero is arbitrary. */
  monotonicMs(): number;
  /** Moves state time forward. `deltaMs` must not be negative. */
  advance(deltaMs: number): void;
}

export function systemClock(initialOffsetMs = 0): Clock {
  let offsetMs = initialOffsetMs;
  return {
    nowMs: () => Date.now() + offsetMs,
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    advance(deltaMs) {
      if (deltaMs < 0) throw new RangeError(`the clock only moves forward, got ${deltaMs} ms`);
      offsetMs += deltaMs;
    },
  };
}

/** A clock that stands still until it is advanced; for tests and simulation. */
export function manualClock(startMs: number): Clock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    advance(deltaMs) {
      if (deltaMs < 0) throw new RangeError(`the clock only moves forward, got ${deltaMs} ms`);
      nowMs += deltaMs;
    },
  };
}
