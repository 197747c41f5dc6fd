/** What is remembered of the Intelligent-Tiering configurations of a bucket: all of them in one setting, by id. */
import { bucketConfiguration } from "../store/configurations.ts";
import type { Tag } from "../store/version-record.ts";

export type ArchiveTier = "ARCHIVE_ACCESS" | "DEEP_ARCHIVE_ACCESS";

export interface TieringConfiguration {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly prefix: string;
  readonly tags: readonly Tag[];
  /** The filter was written with `And`, and is shown so. */
  readonly isAnd: boolean;
  /** Days without access after which an object goes to the tier. */
  readonly days: Readonly<Partial<Record<ArchiveTier, number>>>;
}

export interface TieringConfigurations {
  /** In the order of their ids. */
  readonly list: readonly TieringConfiguration[];
}

export const tieringConfigurations = bucketConfiguration<TieringConfigurations>("intelligent-tiering");
