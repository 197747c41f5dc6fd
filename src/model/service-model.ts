/**
 * Our view of AWS's own API schemas, as the SDK client packages export them. Built at run time from the package; nothing
 * is generated and no shape is written by hand.
 */
import type { NormalizedSchema } from "@smithy/core/schema";

export type ProtocolName =
  | "rest-xml"
  | "rest-json"
  | "aws-json-1.0"
  | "aws-json-1.1"
  | "aws-query"
  | "ec2-query"
  | "rpc-v2-cbor";

export interface HttpBinding {
  readonly method: string;
  /** The URI template of the model, e.g. `/{Bucket}/{Key+}?tagging`. */
  readonly uri: string;
  readonly status: number;
}

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Present for rest protocols. */
  readonly http: HttpBinding | undefined;
  /** The input's payload is a stream of bytes: the body must not be collected before the handler reads it. */
  readonly streamsInput: boolean;
  /** AWS takes the operation without a signature (`smithy.api#noAuth`): it proves its caller by its input. */
  readonly isUnsigned: boolean;
}

export interface ErrorModel {
  /** Shape name, e.g. `NoSuchKey`. */
  readonly name: string;
  readonly schema: NormalizedSchema;
  /** Wire code when it differs from the shape name (`awsQueryError`). */
  readonly code: string;
  readonly status: number;
}

export interface JsonHabits {
  /** DynamoDB's attribute values reach the service in the form of the wire. */
  readonly keepsAttributeValues?: boolean;
  /** The operations tell missing members themselves, together with what else is wrong. */
  readonly checksOwnMembers?: boolean;
  /** Answers carry the CRC-32 of their body in `x-amz-crc32`. */
  readonly hasBodyChecksum?: boolean;
}

export interface ServiceModel {
  /** Our name, e.g. `s3`. */
  readonly name: string;
  /** Smithy service id, e.g. `Database Migration Service`. */
  readonly serviceId: string;
  readonly protocol: ProtocolName;
  /** Further protocols that clients of the day may use for the same service. */
  readonly alsoProtocols: readonly ProtocolName[];
  readonly version: string;
  readonly xmlNamespace: string | undefined;
  /** `X-Amz-Target` prefix of AWS JSON services. */
  readonly targetPrefix: string | undefined;
  readonly namespace: string;
  /** The service once spoke the query protocol, and its errors carry their old codes in `x-amzn-query-error`. */
  readonly isQueryCompatible?: boolean;
  /** What AWS does otherwise with this service's JSON than with that of others. */
  readonly json?: JsonHabits;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}
