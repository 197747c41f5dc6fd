/** What `lakebed s3` shows of a server's buckets: the answers of root routes, as both ends know them. */
/** Request metrics of one configuration, as CloudWatch names them. */
export interface RequestFigures {
  readonly filterId: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly averageLatencyMs: number;
}

export interface ClassUsage {
  /** `INTELLIGENT_TIERING` has a row for each of its tiers. */
  readonly storageClass: string;
  readonly objects: number;
  readonly bytes: number;
  /** With the minimum size of the class, and what an archive keeps besides. */
  readonly billableBytes: number;
  /** Billed bytes of objects that are younger than the days for which their class is billed at least. */
  readonly earlyDeletionBytes: number;
}

export interface BucketUsage {
  readonly bucket: string;
  /** Where its One Zone objects lie. */
  readonly zone: string;
  readonly classes: readonly ClassUsage[];
}

export interface Zones {
  readonly failed: readonly string[];
}
