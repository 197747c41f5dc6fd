/** Whether an object has all the tags that a rule's filter names. */
import type { Tag } from "../store/version-record.ts";

export function matchesTags(tags: readonly Tag[] | undefined, wanted: readonly Tag[]): boolean {
  return wanted.every(([key, value]) => tags?.some((tag) => tag[0] === key && tag[1] === value) === true);
}
