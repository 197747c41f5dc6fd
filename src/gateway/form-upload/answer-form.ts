/**
 * Form uploads: a browser posts `multipart/form-data` to a bucket. The form is read up to its file, its policy and signature are checked, and then it goes on as
 * the PutObject that it stands for, in the name of whoever signed the policy, so that every rule of a PutObject holds here too.
 *
 * Checks, in order: the page it comes from, form, key, signature, policy; then those of PutObject, and the length range while the file passes. The order is assumed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html (read 2026-11-29)
 */
import { foreignPage } from "../../auth/sigv4/refusals.ts";
import { ServiceError } from "../../kit/errors.ts";
import type { ByteStream, HttpResponse } from "../../kit/http.ts";
import { createHeaders } from "../../kit/http.ts";
import { escapeXml, XML_DECLARATION } from "../../protocol/xml/encode-xml.ts";
import type { Exchange } from "../exchange.ts";
import { isForeignPage } from "../foreign-page.ts";
import { withParts } from "../incoming-request.ts";
import { headersOf, keyOf } from "./form-request.ts";
import { checkPostPolicy, type LengthRange, parsePostPolicy } from "./post-policy.ts";
import { malformedForm, readForm, type UploadForm } from "./read-form.ts";
import { type FormSigner, verifyForm } from "./verify-form.ts";

/** A POST to a bucket itself, which is no operation of the API. */
export function isFormUpload({ incoming, rawPath }: Exchange): boolean {
  return incoming.method === "POST" && incoming.rawQuery === "" && /^\/[^/]+\/?$/.test(rawPath);
}

export async function answerForm(exchange: Exchange): Promise<HttpResponse> {
  const { incoming, gateway } = exchange;
  // A form needs no script and no preflight, so it is what a page of somebody else would send.
  if (gateway.credentials.isOpen && isForeignPage(incoming, true)) throw foreignPage("s3");
  const contentType = incoming.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) throw notAForm();
  if (!contentType.includes("boundary=")) throw malformedForm();
  const length = Number(incoming.headers.get("content-length") ?? Number.NaN);
  if (Number.isNaN(length)) throw missingLength();
  const form = await readForm(contentType, incoming.body);
  try {
    return await answerReadForm(exchange, form, length);
  } finally {
    form.cancel();
  }
}

async function answerReadForm(exchange: Exchange, form: UploadForm, length: number): Promise<HttpResponse> {
  const bucket = exchange.rawPath.split("/")[1] ?? "";
  const key = keyOf(form);
  const signer = await verifyForm(form.fields, exchange.gateway.credentials);
  const range = checkPolicy(exchange, form, { bucket, key });
  const request = { bucket, key, form, signer, range, length };
  const { response, error } = await put(exchange, request);
  return error === undefined ? accepted(exchange, request, response) : response;
}

interface FormRequest {
  readonly bucket: string;
  readonly key: string;
  readonly form: UploadForm;
  readonly signer: FormSigner | undefined;
  readonly range: LengthRange | undefined;
  /** Bytes of the whole form, which the file cannot exceed. */
  readonly length: number;
}

function checkPolicy(
  { gateway }: Exchange,
  { fields }: UploadForm,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): LengthRange | undefined {
  const policy = fields.get("policy");
  if (policy === undefined) return undefined;
  // AWS: the policy is about the key with the file's name in it.
  const seen = new Map(fields).set("key", key);
  return checkPostPolicy(parsePostPolicy(policy), { fields: seen, bucket, nowMs: gateway.runtime.clock.wallMs() });
}

function put(exchange: Exchange, request: FormRequest): ReturnType<Exchange["answerInner"]> {
  const { incoming, gateway, hostRegion } = exchange;
  const { bucket, key, form, signer, length } = request;
  const passed = ["host", "user-agent", "referer"].flatMap((name): [string, string][] => {
    const value = incoming.headers.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const region = signer?.region ?? hostRegion ?? gateway.regions[0] ?? "";
  const path = `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return exchange.answerInner(
    withParts(incoming, {
      method: "PUT",
      rawPath: path,
      rawQuery: "",
      headers: createHeaders([...passed, ...headersOf(form)]),
      body: bounded(form.file, request.range),
    }),
    {
      path,
      principal: signer?.principal ?? { type: "anonymous" },
      region,
      signature: signer?.signature,
      bodyBytesMax: length,
    },
  );
}

/** @throws {EntityTooLarge} 400 as soon as there is too much, {EntityTooSmall} 400 at the end */
async function* bounded(file: ByteStream, range: LengthRange | undefined): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (range !== undefined && bytes > range.bytesMax) throw tooLarge(bytes, range.bytesMax);
    yield chunk;
  }
  if (range !== undefined && bytes < range.bytesMin) throw tooSmall(bytes, range.bytesMin);
}

/** AWS: a redirect when one is asked for and is a URL, else the status asked for, else 204. */
function accepted(exchange: Exchange, { bucket, key, form }: FormRequest, put: HttpResponse): HttpResponse {
  const { incoming } = exchange;
  const etag = put.headers.find(([name]) => name.toLowerCase() === "etag")?.[1] ?? "";
  const redirect = redirectUrl(form, { bucket, key, etag });
  if (redirect !== undefined)
    return { ...put, status: 303, headers: [...put.headers, ["Location", redirect]], body: NOTHING };
  const location = `${incoming.scheme}://${incoming.headers.get("host") ?? ""}/${bucket}/${encodeURIComponent(key)}`;
  const headers: HttpResponse["headers"] = [...put.headers, ["Location", location]];
  switch (form.fields.get("success_action_status")) {
    case "200":
      return { status: 200, headers, body: NOTHING };
    case "201":
      return {
        status: 201,
        headers: [...headers, ["Content-Type", "application/xml"]],
        body: Buffer.from(
          `${XML_DECLARATION}<PostResponse><Location>${escapeXml(location)}</Location><Bucket>${escapeXml(bucket)}</Bucket><Key>${escapeXml(key)}</Key><ETag>${escapeXml(etag)}</ETag></PostResponse>`,
        ),
      };
    default:
      return { status: 204, headers, body: NOTHING };
  }
}

const NOTHING = new Uint8Array(0);

function redirectUrl(
  { fields }: UploadForm,
  { bucket, key, etag }: { readonly bucket: string; readonly key: string; readonly etag: string },
): string | undefined {
  // AWS: `redirect` is the old name.
  const asked = fields.get("success_action_redirect") ?? fields.get("redirect");
  if (asked === undefined || !URL.canParse(asked) || !/^https?:/i.test(asked)) return undefined;
  const url = new URL(asked);
  const added = `bucket=${encodeURIComponent(bucket)}&key=${encodeURIComponent(key)}&etag=${encodeURIComponent(etag)}`;
  url.search = url.search === "" ? added : `${url.search}&${added}`;
  return url.href;
}

function refusal(status: number, code: string, message: string, fields: Record<string, unknown> = {}): ServiceError {
  return new ServiceError({ status, code, message, fields });
}

function notAForm(): ServiceError {
  return refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    Condition: "Bucket POST must be of the enclosure-type multipart/form-data",
  });
}

function missingLength(): ServiceError {
  return refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
}

function tooLarge(bytes: number, bytesMax: number): ServiceError {
  return refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    ProposedSize: bytes,
    MaxSizeAllowed: bytesMax,
  });
}

function tooSmall(bytes: number, bytesMin: number): ServiceError {
  return refusal(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: bytes,
    MinSizeAllowed: bytesMin,
  });
}
