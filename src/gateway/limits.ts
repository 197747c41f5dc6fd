/** The bounds of the HTTP door. Each one names its unit and why it is what it is. */

/** Bytes of the request line and all header fields. AWS: S3 takes 8 KB of fields; presigned URLs with session tokens come on top. */
export const HEADER_BYTES_MAX = 32 * 1024;
/** Connections open at once; more are closed at the door. */
export const CONNECTIONS_MAX = 4_096;
/** Requests that may wait on one connection behind the one that runs (HTTP pipelining). */
export const PIPELINED_REQUESTS_MAX = 64;
/** Milliseconds in which the header fields of a request must have come. */
export const HEADER_MS_MAX = 30_000;
/** Milliseconds a connection may rest between two requests. Longer than the SDKs' own, so that they close first. */
export const KEEP_ALIVE_MS = 65_000;
/** Milliseconds without a byte while a body is awaited or an answer is being taken. AWS: S3 says RequestTimeout after about 20 s. */
export const IDLE_MS_MAX = 60_000;
/** How often time limits on header fields are looked at, in milliseconds. */
export const TIME_CHECK_MS = 5_000;
/** Body bytes that are read and thrown away after an early answer so that the connection can be kept. */
export const DRAIN_BYTES_MAX = 256 * 1024;
/** Body bytes that are read and thrown away before a connection is closed, so that the client sees the answer before the reset. */
export const LINGER_BYTES_MAX = 32 * 1024 * 1024;
/** Milliseconds of the same. */
export const LINGER_MS_MAX = 3_000;
/** Milliseconds that running requests have when the server stops. */
export const STOP_MS_MAX = 10_000;

/** Body bytes of a request whose input does not stream, by protocol family. */
export const BODY_BYTES_MAX = {
  /** AWS: DeleteObjects carries 1,000 keys of 1,024 bytes, CompleteMultipartUpload 10,000 parts with checksums. */
  "rest-xml": 4 * 1024 * 1024,
  /** AWS: DynamoDB's BatchWriteItem takes 16 MB; other JSON services less. */
  "rest-json": 16 * 1024 * 1024,
  "aws-json-1.0": 16 * 1024 * 1024,
  "aws-json-1.1": 16 * 1024 * 1024,
  "rpc-v2-cbor": 16 * 1024 * 1024,
  "aws-query": 1024 * 1024,
  "ec2-query": 1024 * 1024,
} as const;

/** The bounds a listener works with; tests tighten them. */
export interface ListenerLimits {
  readonly headerBytesMax: number;
  readonly connectionsMax: number;
  readonly pipelinedRequestsMax: number;
  readonly headerMsMax: number;
  readonly keepAliveMs: number;
  readonly idleMsMax: number;
  readonly timeCheckMs: number;
  readonly drainBytesMax: number;
  readonly lingerBytesMax: number;
  readonly lingerMsMax: number;
}

export const LISTENER_LIMITS: ListenerLimits = {
  headerBytesMax: HEADER_BYTES_MAX,
  connectionsMax: CONNECTIONS_MAX,
  pipelinedRequestsMax: PIPELINED_REQUESTS_MAX,
  headerMsMax: HEADER_MS_MAX,
  keepAliveMs: KEEP_ALIVE_MS,
  idleMsMax: IDLE_MS_MAX,
  timeCheckMs: TIME_CHECK_MS,
  drainBytesMax: DRAIN_BYTES_MAX,
  lingerBytesMax: LINGER_BYTES_MAX,
  lingerMsMax: LINGER_MS_MAX,
};
/** Lines about credentials that are not good here: one for an access key in this time. */
export const CREDENTIAL_HINT_INTERVAL_MS = 60_000;
