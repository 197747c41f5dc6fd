/** The one place that knows all wire forms by name. */
import type { ProtocolName } from "../model/service-model.ts";
import { awsJson10, awsJson11 } from "./aws-json.ts";
import { awsQuery, ec2Query } from "./aws-query.ts";
import type { Protocol } from "./protocol.ts";
import { restJson } from "./rest-json.ts";
import { restXml } from "./rest-xml.ts";
import { rpcCbor } from "./rpc-cbor.ts";

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  "rest-xml": restXml,
  "rest-json": restJson,
  "aws-json-1.0": awsJson10,
  "aws-json-1.1": awsJson11,
  "aws-query": awsQuery,
  "ec2-query": ec2Query,
  "rpc-v2-cbor": rpcCbor,
};

export function protocolOf(name: ProtocolName): Protocol {
  return PROTOCOLS[name];
}
