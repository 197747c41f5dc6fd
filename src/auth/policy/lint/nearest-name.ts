/** The name that somebody may have meant: the one that takes the fewest changed, added or left out letters, if they are few. */

/** Letters in a hundred that may be wrong. */
const WRONG_PERCENT_MAX = 35;
/** Of a name that is looked for; a policy may hold longer ones. */
const NAME_LENGTH_MAX = 128;

export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > NAME_LENGTH_MAX) return undefined;
  let nearest: string | undefined;
  let fewest = Math.ceil((name.length * WRONG_PERCENT_MAX) / 100);
  for (const one of names) {
    if (Math.abs(one.length - name.length) >= fewest) continue;
    const wrong = distance(name.toLowerCase(), one.toLowerCase());
    if (wrong < fewest) [nearest, fewest] = [one, wrong];
  }
  return nearest;
}

/** Levenshtein's. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
