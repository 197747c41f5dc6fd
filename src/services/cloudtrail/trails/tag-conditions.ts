/** `aws:RequestTag/...` and `aws:TagKeys` of calls that carry tags. */
import type { Tag } from "@aws-sdk/client-cloudtrail";

export function requestTagConditions(tags: readonly Tag[] = []): Record<string, string | readonly string[]> {
  if (tags.length === 0) return {};
  const values = tags.map(({ Key = "", Value = "" }) => [`aws:RequestTag/${Key}`, Value] as const);
  return { ...Object.fromEntries(values), "aws:TagKeys": tags.map(({ Key = "" }) => Key) };
}
