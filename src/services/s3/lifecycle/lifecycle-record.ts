/** What is remembered of a bucket's lifecycle: its rules, as a setting, and how far they were carried out. */
import type { Key } from "../../../storage/record-store.ts";
import { bucketConfiguration } from "../store/configurations.ts";
import type { Tag } from "../store/version-record.ts";

/** Which objects a rule is for. `form` is how it was written, and how it is shown. */
export interface RuleFilter {
  readonly form: "old-prefix" | "none" | "prefix" | "tag" | "larger" | "smaller" | "and";
  readonly prefix: string;
  readonly tags: readonly Tag[];
  /** Bytes, exclusive. */
  readonly largerThan?: number | undefined;
  /** Bytes, exclusive. */
  readonly smallerThan?: number | undefined;
}

/** When something is done: so many days after, or at a date (midnight UTC, state time). */
export type When = { readonly days: number } | { readonly dateMs: number };

export type RuleExpiration = When | { readonly expiredMarker: boolean };

export interface NoncurrentAction {
  readonly days: number;
  /** So many newer noncurrent versions are left alone. */
  readonly newer?: number | undefined;
}

export interface LifecycleRule {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly filter: RuleFilter;
  readonly expiration?: RuleExpiration | undefined;
  readonly transitions: readonly (When & { readonly storageClass: string })[];
  readonly noncurrentExpiration?: NoncurrentAction | undefined;
  readonly noncurrentTransitions: readonly (NoncurrentAction & { readonly storageClass: string })[];
  readonly abortDays?: number | undefined;
}

export type MinimumSize = "all_storage_classes_128K" | "varies_by_storage_class";

export interface Lifecycle {
  readonly rules: readonly LifecycleRule[];
  readonly minimumSize: MinimumSize;
}

export const LIFECYCLE_KIND = "lifecycle";
export const lifecycles = bucketConfiguration<Lifecycle>(LIFECYCLE_KIND);

/** How far a bucket's rules were carried out; the record is also what makes the job look at the bucket. */
export interface Progress {
  /** Every midnight up to this one is done. */
  readonly doneMs: number;
  /** Nothing is due before; 0 when nobody looked. */
  readonly nextMs: number;
  /** A walk that was begun: the midnight it is for, the key behind which it goes on, and the earliest time found so far. */
  readonly walk?:
    | { readonly asOfMs: number; readonly afterKey?: string | undefined; readonly nextMs: number }
    | undefined;
}

export const progressPrefix: Key = ["s3", "lifecycle"];
export const progressKey = (bucket: string): Key => ["s3", "lifecycle", bucket];
