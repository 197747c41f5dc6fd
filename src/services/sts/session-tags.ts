/**
 * Session tags: those passed with the call, and those that a chain of roles hands on. Keys are compared without case and kept as written.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html (read 2026-11-23)
 */
import type { Session } from "../../auth/principal.ts";
import type { TagInput } from "./check-input.ts";
import { invalidParameterValue } from "./errors.ts";

export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

export const NO_SESSION_TAGS: SessionTags = { tags: {}, transitiveTagKeys: [] };

/** Tags and transitive keys as a call passes them. */
export interface PassedTags {
  readonly Tags?: readonly TagInput[] | undefined;
  readonly TransitiveTagKeys?: readonly string[] | undefined;
}

/**
 * The tags of a new session.
 * @param calling the session that calls, whose transitive tags are inherited; undefined for long-term credentials
 * @throws {ServiceError} InvalidParameterValue: a key twice; a key that is inherited; a transitive key that is not among the tags
 */
export function sessionTagsFrom(passed: PassedTags, calling: Session | undefined): SessionTags {
  const inherited = inheritedTags(calling);
  const taken = new Set(Object.keys(inherited.tags).map(fold));
  const own = new Map<string, readonly [key: string, value: string]>();
  for (const { Key = "", Value = "" } of passed.Tags ?? []) {
    if (own.has(fold(Key)))
      throw invalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    own.set(fold(Key), [Key, Value]);
  }
  if ([...own.keys()].some((key) => taken.has(key))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const transitive = (passed.TransitiveTagKeys ?? []).map((key) => own.get(fold(key))?.[0]);
  if (transitive.includes(undefined))
    throw invalidParameterValue("The specified transitive tag key must be included in the requested tags.");
  return {
    tags: { ...inherited.tags, ...Object.fromEntries(own.values()) },
    transitiveTagKeys: [
      ...inherited.transitiveTagKeys,
      ...new Set(transitive.filter((key): key is string => key !== undefined)),
    ],
  };
}

/** What a role chain hands on by itself. */
export function inheritedTags(calling: Session | undefined): SessionTags {
  if (calling === undefined || calling.transitiveTagKeys.length === 0) return NO_SESSION_TAGS;
  const keys = new Set(calling.transitiveTagKeys.map(fold));
  const tags = Object.entries(calling.tags).filter(([key]) => keys.has(fold(key)));
  return { tags: Object.fromEntries(tags), transitiveTagKeys: calling.transitiveTagKeys };
}

/** The condition keys of passed tags: `aws:RequestTag/...`, `aws:TagKeys`, `sts:TransitiveTagKeys`. */
export function tagConditions({ Tags = [], TransitiveTagKeys = [] }: PassedTags): Record<string, string | string[]> {
  const conditions: Record<string, string | string[]> = {};
  for (const { Key = "", Value = "" } of Tags) conditions[`aws:RequestTag/${Key}`] = Value;
  if (Tags.length > 0) conditions["aws:TagKeys"] = Tags.map(({ Key = "" }) => Key);
  if (TransitiveTagKeys.length > 0) conditions["sts:TransitiveTagKeys"] = [...TransitiveTagKeys];
  return conditions;
}

function fold(key: string): string {
  return key.toLowerCase();
}
