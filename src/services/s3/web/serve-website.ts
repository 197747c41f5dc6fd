/**
 * Answers requests to a website's host: index documents, redirects, error documents, as HTML. Objects are read by unsigned calls of the API, so policies, lists and Block Public
 * Access decide about a page as about any other anonymous read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html (read 2026-11-29)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html (read 2026-11-29)
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { HttpResponse } from "../../../kit/http.ts";
import type { InnerCall, SiteRequest } from "../../../kit/ports/web-door.ts";
import { incorrectEndpoint, noSuchBucket, noSuchWebsiteConfiguration } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucket } from "../store/buckets.ts";
import { encodePath, findRule, redirectionOf } from "./routing-rules.ts";
import { errorPage, redirectTo } from "./website-pages.ts";
import { website, type Website } from "./website-configuration.ts";

/** One request to one site. */
interface Visit {
  readonly request: SiteRequest;
  readonly bucket: string;
  readonly region: string;
  readonly site: Website;
  /** Decoded; empty for the root. */
  readonly key: string;
  readonly call: InnerCall;
}

type Called = Awaited<ReturnType<InnerCall>>;

export async function serveWebsite(s3: S3, request: SiteRequest, call: InnerCall): Promise<HttpResponse> {
  try {
    return await visit(await open(s3, request, call));
  } catch (error) {
    if (error instanceof ServiceError) return errorPage({ error, requestId: request.requestId });
    throw error;
  }
}

async function open(s3: S3, request: SiteRequest, call: InnerCall): Promise<Visit> {
  const { method, rawPath } = request;
  const [, bucket = "", ...rest] = rawPath.split("/");
  if (method !== "GET" && method !== "HEAD") throw methodNotAllowed(method);
  const key = decodeKey(rest.join("/"));
  return await s3.records.read((reader) => {
    const record = readBucket(reader, bucket);
    if (record === undefined) throw noSuchBucket(bucket);
    if (request.hostRegion !== undefined && request.hostRegion !== record.region)
      throw incorrectEndpoint(`${bucket}.s3-website.${record.region}.amazonaws.com`);
    const site = website.read(reader, record);
    if (site === undefined) throw noSuchWebsiteConfiguration(bucket);
    return { request, bucket, region: record.region, site, key, call };
  });
}

/** AWS: a website answers GET and HEAD only (WebsiteEndpoints.html). */
function methodNotAllowed(method: string): ServiceError {
  const message = "The specified method is not allowed against this resource.";
  const fields = { Method: method, ResourceType: "OBJECT" };
  return new ServiceError({
    status: 405,
    code: "MethodNotAllowed",
    message,
    fields,
    headers: [["Allow", "GET, HEAD"]],
  });
}

function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError({ status: 400, code: "InvalidURI", message: "Couldn't parse the specified URI." });
  }
}

async function visit(visiting: Visit): Promise<HttpResponse> {
  const { request, site, key } = visiting;
  const host = request.headers.get("host") ?? "";
  if (site.redirectAllTo !== undefined) {
    const { hostName, scheme = request.scheme } = site.redirectAllTo;
    return redirectTo(`${scheme}://${hostName}/${encodePath(key)}`, 301, request.requestId);
  }
  const rules = site.rules ?? [];
  const early = findRule(rules, { key, errorStatus: undefined });
  const place = { key, host, scheme: request.scheme };
  if (early !== undefined) return redirected(visiting, redirectionOf(early, place));
  const isFolder = key === "" || key.endsWith("/");
  const found = await read(visiting, isFolder ? `${key}${site.indexSuffix ?? ""}` : key);
  if (found.error === undefined) return page(visiting, found.response);
  if (found.error.status === 304) return found.response;
  if (!isFolder && (await isIndexThere(visiting)))
    return redirectTo(`/${encodePath(`${key}/`)}`, 302, request.requestId);
  const late = findRule(rules, { key, errorStatus: found.error.status });
  if (late !== undefined) return redirected(visiting, redirectionOf(late, place));
  return await failed(visiting, found.error);
}

function redirected({ request }: Visit, { location, status }: { location: string; status: number }): HttpResponse {
  return redirectTo(location, status, request.requestId);
}

/** Fields of the browser's request that change what a read answers, or that policies look at. */
const PASSED_FIELDS = [
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "range",
  "referer",
  "user-agent",
];

function read({ request, bucket, region, call }: Visit, key: string, method = request.method): Promise<Called> {
  const passed = PASSED_FIELDS.flatMap((name): [string, string][] => {
    const value = request.headers.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return call({
    method: method === "HEAD" ? "HEAD" : "GET",
    rawPath: `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
    // The bucket's own Region, in path style.
    headers: [["host", `s3.${region}.amazonaws.com`], ...passed],
  });
}

const REDIRECT_FIELD = "x-amz-website-redirect-location";

/** AWS: an object with a redirect location is a redirect and no page (how-to-page-redirect.html). */
function page({ request }: Visit, response: HttpResponse, status = response.status): HttpResponse {
  const location = response.headers.find(([name]) => name.toLowerCase() === REDIRECT_FIELD)?.[1];
  return location === undefined ? { ...response, status } : redirectTo(location, 301, request.requestId);
}

/** AWS: a folder that was asked for without its slash is pointed to with one, when it has an index document. */
async function isIndexThere(visiting: Visit): Promise<boolean> {
  const { key, site } = visiting;
  return (await read(visiting, `${key}/${site.indexSuffix ?? ""}`, "HEAD")).error === undefined;
}

async function failed(visiting: Visit, error: ServiceError): Promise<HttpResponse> {
  const { site, request } = visiting;
  const { requestId } = request;
  // AWS: the error document is for 4xx answers (CustomErrorDocSupport.html).
  if (site.errorKey === undefined || error.status >= 500) return errorPage({ error, requestId });
  const document = await read({ ...visiting, request: { ...request, headers: NO_FIELDS } }, site.errorKey);
  if (document.error !== undefined) return errorPage({ error, requestId, nested: document.error });
  return page(visiting, document.response, error.status);
}

/** The browser's conditions are about the page, not about the error document. */
const NO_FIELDS: SiteRequest["headers"] = {
  get: () => undefined,
  has: () => false,
  entries: () => [],
  names: () => [],
};
