/** Times as CloudTrail writes them: ISO 8601 in UTC with whole seconds. */
export function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
