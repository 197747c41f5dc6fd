/** Tags as others see them: values by key. */
import type { TagRecord } from "./store/records.ts";

export function tagMap(tags: readonly TagRecord[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
