/**
 * Families of services that refuse a request in the same words. AWS grew them one after the other: S3 has its own codes, query services
 * theirs, JSON services theirs; the protocol decides, and the signing name tells S3 from other XML services.
 */
import type { ProtocolName } from "../model/service-model.ts";

export type ErrorStyle = "s3" | "query" | "ec2" | "json" | "rest-json";

const STYLES: Readonly<Record<ProtocolName, ErrorStyle>> = {
  "rest-xml": "s3",
  "rest-json": "rest-json",
  "aws-json-1.0": "json",
  "aws-json-1.1": "json",
  "aws-query": "query",
  "ec2-query": "ec2",
  "rpc-v2-cbor": "json",
};

export function errorStyleOf(protocol: ProtocolName): ErrorStyle {
  return STYLES[protocol];
}
