/**
 * The wire form a request uses. Clients of one service differ by age: a service that once spoke a query protocol may
 * now be called in JSON or CBOR. The request tells by its fields; a form that the service does not speak is not chosen.
 */
import type { Headers } from "../kit/http.ts";
import type { ProtocolName, ServiceModel } from "../model/service-model.ts";

export function chooseProtocol(model: ServiceModel, headers: Headers): ProtocolName {
  const own = model.protocol;
  if (own === "rest-xml" || own === "rest-json") return own;
  const contentType = headers.get("content-type") ?? "";
  if (headers.get("smithy-protocol") === "rpc-v2-cbor") return allowed(model, "rpc-v2-cbor");
  if (contentType.startsWith("application/x-amz-json-1.0")) return allowed(model, "aws-json-1.0");
  if (contentType.startsWith("application/x-amz-json")) return allowed(model, "aws-json-1.1");
  if (contentType.startsWith("application/x-www-form-urlencoded"))
    return own === "ec2-query" ? own : allowed(model, "aws-query");
  return own;
}

function allowed(model: ServiceModel, protocol: ProtocolName): ProtocolName {
  const spoken = [model.protocol, ...model.alsoProtocols];
  // The two JSON versions differ in the content type alone.
  const isJson = (name: ProtocolName): boolean => name === "aws-json-1.0" || name === "aws-json-1.1";
  if (spoken.includes(protocol) || (isJson(protocol) && spoken.some(isJson))) return protocol;
  return model.protocol;
}
