/**
 * What was recorded of the calls to an account, in CloudTrail's form; implemented by the audit trail, read by the CloudTrail service. Events that
 * this process has recorded are seen at once, those of another process on the same store within a fraction of a second.
 */

/** One event as CloudTrail writes it. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export interface TrailEvent {
  readonly eventVersion: string;
  readonly userIdentity: TrailIdentity;
  /** ISO 8601 in UTC with whole seconds. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly TrailResource[];
  readonly eventType: "AwsApiCall";
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly sharedEventID?: string;
  readonly eventCategory: "Management" | "Data";
}

export interface TrailIdentity {
  readonly type: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly invokedBy?: string;
  readonly identityProvider?: string;
  readonly sessionContext?: Readonly<Record<string, unknown>>;
}

export interface TrailResource {
  readonly accountId?: string;
  readonly type: string;
  readonly ARN: string;
}

/** Where a listing goes on; made by `lookup`, opaque to everybody else. */
export type EventPosition = readonly [chunkMs: number, chunkId: string, index: number];

export interface EventQuery {
  readonly accountId: string;
  readonly region: string;
  readonly category: "Management" | "Data";
  /** Inclusive, milliseconds of state time. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /**
   * Which events are wanted: `text` occurs in the JSON of each of them (so that most others need not be read), and `accepts` decides.
   */
  readonly filter?: { readonly text: string; readonly accepts: (event: TrailEvent) => boolean } | undefined;
  /** 1 to 500. */
  readonly limit: number;
  readonly after?: EventPosition | undefined;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly TrailEvent[];
  /** Undefined at the end. A page may be short and still have a next one. */
  readonly next: EventPosition | undefined;
}

/** For those who carry events elsewhere: everything after a position, oldest first. */
export interface FollowQuery {
  readonly accountId: string;
  readonly region: string;
  readonly category: "Management" | "Data";
  /** Exclusive; a position that `follow` gave, or `[timeMs, ""]` to begin at a time. */
  readonly after: FollowPosition;
  /** Exclusive, milliseconds: what is newer may still get company from another process. */
  readonly untilMs: number;
}

export type FollowPosition = readonly [chunkMs: number, chunkId: string];

export interface FollowPage {
  /** At most a few thousand. */
  readonly events: readonly TrailEvent[];
  /** Where it goes on; undefined when there is nothing after `after`. */
  readonly next: FollowPosition | undefined;
}

export interface EventHistory {
  /** Whether calls on data are recorded. */
  readonly recordsData: boolean;
  lookup(query: EventQuery): Promise<EventPage>;
  follow(query: FollowQuery): Promise<FollowPage>;
  /** Regions in which an account has events. */
  regions(accountId: string, category: FollowQuery["category"]): Promise<readonly string[]>;
}
