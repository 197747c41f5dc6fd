/** Spans of time as people type them: `90d`, `12h`, `30m`, `45s`, `2w`, `1y` (365 days). */
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** Milliseconds; undefined for a text that is no span of time. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})([smhdwy])$/.exec(text);
  const unitMs = UNIT_MS[match?.[2] ?? ""];
  return unitMs === undefined ? undefined : Number(match?.[1]) * unitMs;
}

/** In days and the rest: `400 d 3 h`. */
export function showDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.length === 0 ? "0 s" : shown.join(" ");
}
