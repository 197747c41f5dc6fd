/**
 * Where the destinations of events are: there is no SQS, SNS, Lambda or EventBridge in Lakebed yet, so the operator names a URL for an ARN, or for all ARNs of a pattern
 * with `*`. The longest pattern that fits decides.
 */

/** ARN or pattern to URL. */
export type EventTargets = Readonly<Record<string, string>>;

export function findTarget(targets: EventTargets, arn: string): string | undefined {
  const exact = targets[arn];
  if (exact !== undefined) return exact;
  const fitting = Object.keys(targets).filter((pattern) => matches(pattern, arn));
  const [longest] = fitting.toSorted((one, other) => other.length - one.length);
  return longest === undefined ? undefined : targets[longest];
}

function matches(pattern: string, arn: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === arn;
  const [first = "", ...rest] = parts;
  const last = rest.pop() ?? "";
  if (!arn.startsWith(first) || !arn.endsWith(last) || arn.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of rest) {
    const at = arn.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= arn.length - last.length;
}
