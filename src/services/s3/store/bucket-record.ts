/** What is remembered of a bucket. */
import type { BornWith } from "../buckets/defaults.ts";
import type { Tag } from "./version-record.ts";

/** `off` until versioning is first enabled; afterwards a bucket only moves between the other two. */
export type Versioning = "off" | "enabled" | "suspended";

export interface BucketRecord extends BornWith {
  readonly name: string;
  /** The owner; 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** As it was sent to CreateBucket, to be shown by GetBucketLocation; left out in us-east-1. */
  readonly locationConstraint?: string | undefined;
  readonly createdMs: number;
  /** The Availability Zone of a directory bucket; left out for general purpose buckets. */
  readonly zone?: string | undefined;
  readonly versioning: Versioning;
  /** Left out until it was first named in a change of versioning. */
  readonly mfaDelete?: "Enabled" | "Disabled" | undefined;
  /** Left out when the bucket has no tag set. */
  readonly tags?: readonly Tag[] | undefined;
  /** Digest of the bucket policy, which has a record of its own; left out when the bucket has none. */
  readonly policyDigest?: string | undefined;
  /** Digests of the settings that have records of their own, by kind (configurations.ts). */
  readonly configurations?: Readonly<Record<string, string>> | undefined;
  /** Left out for what the bucket was born with. `none` after they were deleted, and when a legacy bucket never had any. */
  readonly objectOwnership?: ObjectOwnership | "none" | undefined;
  /** The key that S3 owns for this bucket, sealed by the root key; left out until something is sealed with it (encryption/owned-key.ts). */
  readonly sealedKey?: string | undefined;
  /** Left out when the owner pays for requests. */
  readonly requestPayer?: "Requester" | undefined;
  /** Whether its tags are condition keys; left out when they are not. */
  readonly abac?: "Enabled" | undefined;
  /** Left out for what the bucket was born with. `none` after they were deleted. */
  readonly publicAccessBlock?: PublicAccessBlock | "none" | undefined;
}

export type ObjectOwnership = "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}
