/**
 * Which service a request is for, from what it carries (see `service-directory.ts`); S3 when nothing says otherwise, because S3's
 * requests are the ones without marks. Also undoes virtual-host addressing: the protocol layer sees path-style requests only.
 */
import { errorStyleOf } from "../../auth/error-style.ts";
import { claimedService, queryParameter } from "../../auth/sigv4/signature-claim.ts";
import { NotImplementedError } from "../../kit/errors.ts";
import type { Service, ServiceEntry } from "../../kit/service.ts";
import type { ProtocolName } from "../../model/service-model.ts";
import { bareModel } from "../bare-model.ts";
import { chooseProtocol } from "../choose-protocol.ts";
import type { Exchange } from "../exchange.ts";
import { hostMeaning } from "../host-name.ts";
import type { IncomingRequest } from "../incoming-request.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { readWholeBody } from "../read-whole-body.ts";
import type { ServiceMarks } from "../service-directory.ts";
import { type WireForms, wireForms } from "../wire-forms.ts";

/** Signing name of directory buckets. */
const EXPRESS = "s3express";
const DOUBLED_SLASH = /^(\/[^/]+--x-s3)\/\//;

export function identifyService(exchange: Exchange): void | Promise<void> {
  const { incoming, gateway } = exchange;
  const host = hostMeaning(incoming.headers.get("host") ?? "");
  exchange.hostRegion = host.region;
  exchange.isWebsite = host.isWebsite === true;
  const marks = marksOf(incoming, host.endpointPrefix);
  if (marks.signingName === undefined && marks.targetPrefix === undefined && isForm(incoming))
    return identifyByForm(exchange, marks);
  const entry = gateway.directory.find(marks) ?? entryWithoutMarks(exchange, marks);
  // AWS: both list their buckets by GET /, each at an endpoint of its own; clients of one endpoint differ in what they sign for.
  if (marks.signingName === EXPRESS && incoming.rawPath === "/" && !incoming.rawQuery.includes("x-id="))
    exchange.rawQuery = `${incoming.rawQuery}&x-id=ListDirectoryBuckets`;
  if (exchange.inner !== undefined) exchange.rawPath = exchange.inner.path;
  else if (entry.name === "s3" && host.bucket !== undefined) exchange.rawPath = `/${host.bucket}${incoming.rawPath}`;
  // The JavaScript SDK writes two slashes behind a directory bucket when the endpoint is an address; nobody means a key that begins with one.
  if (marks.signingName === EXPRESS) exchange.rawPath = exchange.rawPath.replace(DOUBLED_SLASH, "$1/");
  return useEntry(exchange, entry);
}

function marksOf(incoming: IncomingRequest, endpointPrefix: string | undefined): ServiceMarks {
  const { headers, rawPath, rawQuery } = incoming;
  const target = headers.get("x-amz-target");
  // AWS: S3 Control shares S3's signing name; its own mark beside the host name is the account id with the versioned path.
  const isControl = rawPath.startsWith("/v20180820/") && headers.has("x-amz-account-id");
  return {
    signingName: claimedService(incoming),
    targetPrefix: target === undefined ? undefined : target.slice(0, Math.max(target.lastIndexOf("."), 0)),
    rpcService: /^\/service\/([^/]+)\/operation\//.exec(rawPath)?.[1],
    queryVersion: rawQuery.includes("Action=") ? queryParameter(rawQuery, "Version") : undefined,
    endpointPrefix: isControl ? "s3-control" : endpointPrefix,
  };
}

function isForm({ method, rawPath, headers }: IncomingRequest): boolean {
  return (
    method === "POST" &&
    rawPath === "/" &&
    headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true
  );
}

/** An unsigned query call: only its body says which API it is for. */
async function identifyByForm(exchange: Exchange, marks: ServiceMarks): Promise<void> {
  const body = await readWholeBody(exchange.incoming.body, BODY_BYTES_MAX["aws-query"], "query");
  exchange.wholeBody = body;
  const form = Buffer.from(body).toString("latin1");
  const entry = exchange.gateway.directory.find({ ...marks, queryVersion: queryParameter(form, "Version") });
  return useEntry(exchange, entry ?? entryWithoutMarks(exchange, marks));
}

/** Nothing known by these marks: S3 if there are none, otherwise an honest refusal in the form that the marks suggest. */
function entryWithoutMarks(exchange: Exchange, marks: ServiceMarks): ServiceEntry {
  const { signingName, targetPrefix, rpcService } = marks;
  const s3 = exchange.gateway.directory.byName("s3");
  if (signingName === undefined && targetPrefix === undefined && rpcService === undefined && s3 !== undefined)
    return s3;
  const name = signingName ?? targetPrefix ?? rpcService ?? "s3";
  const protocol: ProtocolName =
    rpcService !== undefined
      ? "rpc-v2-cbor"
      : targetPrefix !== undefined
        ? "aws-json-1.1"
        : isForm(exchange.incoming)
          ? "aws-query"
          : "rest-json";
  return {
    name: "unknown",
    signingName: name,
    protocol,
    planned: `it knows no service with the signing name or target ${printable(name)}`,
    load: () => Promise.resolve({ model: bareModel("unknown", protocol), operations: {}, instance: undefined }),
  };
}

function printable(text: string): string {
  return JSON.stringify(text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100));
}

function useEntry(exchange: Exchange, entry: ServiceEntry): void | Promise<void> {
  const service = exchange.gateway.directory.load(entry);
  const forms = wireForms();
  if (service instanceof Promise || forms instanceof Promise) return loadEntry(exchange, entry, service);
  setTarget(exchange, { entry, service, forms });
}

/** The first request of a service. One that cannot be loaded still answers in its own wire form. */
async function loadEntry(exchange: Exchange, entry: ServiceEntry, loading: Service | Promise<Service>): Promise<void> {
  const [service, forms] = await Promise.allSettled([loading, wireForms()]);
  if (forms.status === "rejected") throw forms.reason as Error;
  if (service.status === "fulfilled") return setTarget(exchange, { entry, service: service.value, forms: forms.value });
  const bare = { model: bareModel(entry.name, entry.protocol), operations: {}, instance: undefined };
  setTarget(exchange, { entry, service: bare, forms: forms.value });
  throw service.reason as Error;
}

function setTarget(
  exchange: Exchange,
  { entry, service, forms }: { entry: ServiceEntry; service: Service; forms: WireForms },
): void {
  const { model } = service;
  const name = chooseProtocol(model, exchange.incoming.headers);
  exchange.target = { entry, service, model, protocol: forms(name), style: errorStyleOf(name) };
  if (entry.planned !== undefined)
    throw new NotImplementedError(entry.name, operationHint(exchange.incoming), entry.planned);
}

/** What was asked for, as far as the head tells. */
function operationHint({ headers, rawPath, rawQuery, method }: IncomingRequest): string {
  const name =
    headers.get("x-amz-target")?.split(".").at(-1) ??
    /\/operation\/([^/]+)/.exec(rawPath)?.[1] ??
    queryParameter(rawQuery, "Action");
  return name === undefined ? `${method} requests` : printable(name);
}
