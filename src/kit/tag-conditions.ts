/** Condition keys of the tags that a request carries. */
import type { AccessCheck } from "./operation.ts";

type Conditions = NonNullable<AccessCheck["conditions"]>;

/** `aws:RequestTag/<key>` and `aws:TagKeys`; nothing when there are no tags. */
export function requestTagConditions(tags: readonly (readonly [key: string, value: string])[]): {
  readonly conditions?: Conditions;
} {
  // A tag without a key is no tag; the operation will say so.
  const named = tags.filter(([key]) => key !== "");
  if (named.length === 0) return {};
  const values = named.map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  return { conditions: { ...Object.fromEntries(values), "aws:TagKeys": named.map(([key]) => key) } };
}

/** `aws:TagKeys`, for requests that remove tags. */
export function tagKeyConditions(keys: readonly string[]): { readonly conditions: Conditions } {
  return { conditions: { "aws:TagKeys": keys } };
}
