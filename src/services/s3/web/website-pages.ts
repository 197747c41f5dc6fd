/**
 * The pages that S3 writes itself: HTML for people, where the API would answer with XML.
 *
 * AWS: recorded in localstack/localstack tests/aws/services/s3/test_s3.py (website tests) and shown in the user guide (CustomErrorDocSupport.html).
 */
import type { ServiceError } from "../../../kit/errors.ts";
import type { HttpResponse } from "../../../kit/http.ts";

const TITLES: Readonly<Record<number, string>> = {
  301: "Moved Permanently",
  302: "Moved Temporarily",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  416: "Requested Range Not Satisfiable",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export interface ErrorPage {
  readonly error: ServiceError;
  readonly requestId: string;
  /** The error document was to be shown and could not be: why. */
  readonly nested?: ServiceError | undefined;
}

/** Members that people are shown beside code and message. */
const SHOWN_FIELDS = ["Key", "BucketName", "VersionId", "Method", "ResourceType", "Endpoint"];

export function errorPage({ error, requestId, nested }: ErrorPage): HttpResponse {
  const title = `${error.status} ${TITLES[error.status] ?? "Error"}`;
  const lines = [...linesOf(error), `<li>RequestId: ${escapeHtml(requestId)}</li>`];
  const more =
    nested === undefined
      ? []
      : [
          "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>",
          "<ul>",
          ...linesOf(nested),
          "</ul>",
        ];
  const html = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<h1>${title}</h1>`,
    "<ul>",
    ...lines,
    "</ul>",
  ];
  const body = [...html, ...more, "<hr/>", "</body>", "</html>", ""].join("\n");
  const own: (readonly [string, string])[] = [
    ["Content-Type", "text/html; charset=utf-8"],
    ["x-amz-request-id", requestId],
    ["x-amz-error-code", error.code],
    ["x-amz-error-message", error.message],
  ];
  return { status: error.status, headers: [...own, ...error.headers], body: Buffer.from(body) };
}

function linesOf(error: ServiceError): string[] {
  const fields = SHOWN_FIELDS.flatMap((name) => {
    const value = error.fields[name];
    return typeof value === "string" ? [`<li>${name}: ${escapeHtml(value)}</li>`] : [];
  });
  return [`<li>Code: ${escapeHtml(error.code)}</li>`, `<li>Message: ${escapeHtml(error.message)}</li>`, ...fields];
}

export function redirectTo(location: string, status: number, requestId: string): HttpResponse {
  return {
    status,
    headers: [
      ["Location", location],
      ["x-amz-request-id", requestId],
    ],
    body: new Uint8Array(0),
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
