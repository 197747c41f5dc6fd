/** S3 as browsers see it: what they may ask for pages of other origins, and websites. */
import type { HttpResponse } from "../../../kit/http.ts";
import type { WebDoor, WebRequest } from "../../../kit/ports/web-door.ts";
import { findNamedAccessPoint, mayNameAccessPoint } from "../access-points/named-bucket.ts";
import { accessForbidden, badPreflight } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucket } from "../store/buckets.ts";
import { type CorsRules, corsRules } from "./cors-rules.ts";
import { corsFields, type CorsRequest, matchCors } from "./match-cors.ts";
import { serveWebsite } from "./serve-website.ts";

export function createWebDoor(s3: S3): WebDoor {
  return {
    preflight: (request) => preflight(s3, request),
    crossOriginFields: (request) => crossOriginFields(s3, request),
    website: (request, call) => serveWebsite(s3, request, call),
  };
}

const NOT_ALLOWED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/**
 * AWS: order and words as recorded in localstack/localstack tests/aws/services/s3/test_s3_cors.snapshot.json. The preflight is not
 * signed, and nobody is asked whether the object is there.
 */
async function preflight(s3: S3, request: WebRequest & { readonly requestId: string }): Promise<HttpResponse> {
  const { headers } = request;
  const origin = headers.get("origin");
  if (origin === undefined) throw badPreflight("Insufficient information. Origin request header needed.");
  const method = headers.get("access-control-request-method");
  const shown = method ?? "OPTIONS";
  const found = await rulesOf(s3, request);
  if (found === "no bucket") throw accessForbidden("CORSResponse: Bucket not found", shown, "BUCKET");
  if (found === undefined) throw accessForbidden("CORSResponse: CORS is not enabled for this bucket.", shown, "BUCKET");
  if (method === undefined) throw badPreflight("Invalid Access-Control-Request-Method: null");
  const asked: CorsRequest = { origin, method, headers: listOf(headers.get("access-control-request-headers")) };
  const rule = matchCors(found, asked);
  if (rule === undefined) throw accessForbidden(NOT_ALLOWED, shown, "OBJECT");
  const fields = corsFields(rule, asked);
  return { status: 200, headers: [["x-amz-request-id", request.requestId], ...fields], body: new Uint8Array(0) };
}

async function crossOriginFields(s3: S3, request: WebRequest): Promise<readonly (readonly [string, string])[]> {
  const origin = request.headers.get("origin");
  if (origin === undefined) return [];
  const found = await rulesOf(s3, request);
  if (found === undefined || found === "no bucket") return [];
  // AWS: a method that the request says it asks for counts before its own, also outside a preflight (ceph/s3-tests test_cors_origin_response).
  const method = request.headers.get("access-control-request-method") ?? request.method;
  const asked: CorsRequest = { origin, method, headers: [] };
  const rule = matchCors(found, asked);
  return rule === undefined ? [] : corsFields(rule, asked);
}

function rulesOf(s3: S3, request: WebRequest): Promise<CorsRules | "no bucket" | undefined> {
  const name = (request.rawPath.split("/", 2)[1] ?? "").replace("%2F", "/");
  const context = { region: request.region, host: request.headers.get("host") };
  return s3.records.read((reader) => {
    const named = mayNameAccessPoint(name, context) ? findNamedAccessPoint(reader, name, context) : undefined;
    const record = readBucket(reader, named?.accessPoint?.bucket ?? name);
    return record === undefined ? "no bucket" : corsRules.read(reader, record);
  });
}

function listOf(field: string | undefined): readonly string[] {
  return (field ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
