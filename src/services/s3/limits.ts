/**
 * Every limit of this service, with unit and source. The ones that AWS raises on request are members of S3Limits and can
 * be set when the service is made; the rest are constants of the API.
 */
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const TIB = 1024 * GIB;

/** UTF-8 bytes of an object key. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const KEY_BYTES_MAX = 1024;
/** UTF-8 bytes of all user metadata names and values. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const USER_METADATA_BYTES_MAX = 2 * KIB;
/** Bytes of one PutObject or one part, and of one CopyObject source. @see API_PutObject, API_CopyObject */
export const SINGLE_PUT_BYTES_MAX = 5 * GIB;
/** Bytes of one object, put together of parts. @see API_CopyObject ("up to 50 TB") */
export const OBJECT_BYTES_MAX = 50 * TIB;
/** Buckets one ListBuckets page may show; also the page size when none is asked for. @see API_ListBuckets */
export const LIST_BUCKETS_MAX = 10_000;
/** Entries of one DeleteObjects request. @see API_DeleteObjects */
export const DELETE_OBJECTS_MAX = 1000;
/** Milliseconds for which one request decides about its entries before others have a turn. */
export const DECIDING_MS_MAX = 20;
/** Tags of one object. @see API_PutObjectTagging */
export const OBJECT_TAGS_MAX = 10;
/** Tags of one bucket. @see API_PutBucketTagging */
export const BUCKET_TAGS_MAX = 50;
/** Times a CopyObject starts over because its source was replaced while it was hashed. */
export const COPY_RETRIES_MAX = 5;
/** Runs of bytes in the manifests that are kept decoded, some 200 bytes of memory each. */
export const MANIFEST_CACHE_EXTENTS_MAX = 50_000;
/** Multipart uploads that DeleteBucket aborts in one transaction. */
export const ABORTED_UPLOADS_PAGE = 10;

/** Appends to one object of a directory bucket. @see directory-buckets-objects-append.html */
export const APPENDS_MAX = 10_000;
/** How long a session of a directory bucket lasts. @see API_CreateSession */
export const EXPRESS_SESSION_MS = 5 * 60 * 1000;

/** Entries of one page of a listing. @see API_ListObjectsV2 */
export const LIST_PAGE_MAX = 1000;
/** Keys that the object-store port deletes in one transaction. */
export const DELETED_KEYS_PAGE = 1000;

/** Access points of one account in one Region. @see access-points-restrictions-limitations-naming-rules.html */
export const ACCESS_POINTS_MAX = 10_000;
/** Access points of one page of a list. @see API_control_ListAccessPoints */
export const ACCESS_POINTS_PAGE = 1_000;

export interface S3Limits {
  /** General purpose buckets of one account; AWS grants up to 1,000,000 on request. */
  readonly bucketsPerAccount: number;
}

/**
 * The classic quota of 100 buckets. AWS raised its default to 10,000 in November 2024; that one is a setting here.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
 */
export const DEFAULT_S3_LIMITS: S3Limits = { bucketsPerAccount: 100 };

/** How often each background job looks for work; what is due waits this long at most. */
export const JOB_INTERVAL_MS = 5_000;

/** Rules of one notification configuration. @see https://docs.aws.amazon.com/general/latest/gr/s3.html ("Event notifications: 100 for each bucket") */
export const NOTIFICATION_RULES_MAX = 100;
/** UTF-8 bytes of a filter's value. @see API_FilterRule */
export const FILTER_VALUE_BYTES_MAX = 1024;
/** How long an undelivered event is kept, and how often it is tried. @see EventBridge user guide, "Retry policies" */
export const EVENT_AGE_MS_MAX = 24 * 60 * 60 * 1000;
export const EVENT_ATTEMPTS_MAX = 185;
/** Undelivered events of one destination; the oldest beyond them are dropped. Some 800 bytes each. */
export const EVENTS_QUEUED_MAX = 100_000;
/** Destinations that are served in one run. */
export const EVENT_DESTINATIONS_MAX = 1_000;
/** Messages that one step reads of a destination's queue; those that were sent and not yet taken out are sent again after a crash. */
export const EVENT_BATCH = 20;
/** How often queues are looked at. An empty one costs a read. */
export const EVENT_DELIVERY_INTERVAL_MS = 250;
/** How often queues are brought within their bounds. */
export const EVENT_TRIM_INTERVAL_MS = 60_000;
/** The first pause after a destination failed; it doubles up to the longest one. */
export const EVENT_RETRY_MS = 1_000;
export const EVENT_RETRY_MS_MAX = 5 * 60_000;
/** Milliseconds that a destination has to answer in, and bytes of the answer that are looked at. */
export const EVENT_TIMEOUT_MS = 10_000;
export const EVENT_ANSWER_BYTES_MAX = 16 * 1024;
/** Objects of INTELLIGENT_TIERING whose last read waits to be written, some 200 bytes of memory each; and how many one transaction writes. */
export const ACCESS_NOTES_MAX = 50_000;
export const ACCESS_NOTES_PAGE = 200;
/** Intelligent-Tiering configurations of one bucket. @see API_PutBucketIntelligentTieringConfiguration */
export const TIERING_CONFIGURATIONS_MAX = 1_000;
/** Entries of one page of a list of configurations. @see API_ListBucketMetricsConfigurations */
export const CONFIGURATIONS_PAGE = 100;

/** Rules of one replication configuration. @see API_ReplicationConfiguration */
export const REPLICATION_RULES_MAX = 1_000;
/** How often queues of changes to replicate are looked at. An empty one costs a read. */
export const REPLICATION_INTERVAL_MS = 250;
/** Source buckets that are served in one run, and changes that one step reads of a bucket's queue. */
export const REPLICATION_BUCKETS_MAX = 1_000;
export const REPLICATION_BATCH = 100;
/** How often a change is tried when the store does not take it; then it has failed. The first pause doubles up to the longest one. */
export const REPLICATION_ATTEMPTS_MAX = 10;
export const REPLICATION_RETRY_MS = 500;
export const REPLICATION_RETRY_MS_MAX = 60_000;
/** Milliseconds for which replication acts with one session of its role. */
export const REPLICATION_SESSION_MS = 5 * 60_000;
/** Rules of one lifecycle, and UTF-16 units of a rule's id. @see API_PutBucketLifecycleConfiguration */
export const LIFECYCLE_RULES_MAX = 1_000;
export const RULE_ID_UNITS_MAX = 255;
/** Buckets whose progress one read looks at, and keys or versions of one page of a walk. */
export const LIFECYCLE_BUCKETS_PAGE = 100;
export const LIFECYCLE_PAGE = 1_000;
/** Keys that one transaction carries the rules out on. */
export const LIFECYCLE_BATCH_KEYS = 250;
/** Newer versions that a rule leaves alone, at most. */
export const NEWER_VERSIONS_MAX = 500;
/** Newest versions of a key that are looked at together; more than any rule counts. */
export const LIFECYCLE_VERSIONS_MAX = 1_000;
