/**
 * Raw answers to bytes that are no HTTP request, in S3's form, because nothing tells which service they were for.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (BadRequest, RequestHeaderSectionTooLarge, RequestTimeout; read 2026-11-23)
 */
interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

const BAD_REQUEST: Refusal = {
  status: "400 Bad Request",
  code: "BadRequest",
  message: "An error occurred when parsing the HTTP request.",
};

/** By the parser's error code. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: "400 Bad Request",
    code: "RequestHeaderSectionTooLarge",
    message: "Your request header section exceeds the maximum allowed size.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "400 Bad Request",
    code: "RequestTimeout",
    message:
      "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.",
  },
};

/** The whole answer, head and body. */
export function refusalOf(parserCode: string | undefined): string {
  const refusal = (parserCode === undefined ? undefined : REFUSALS[parserCode]) ?? BAD_REQUEST;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`;
  return [
    `HTTP/1.1 ${refusal.status}`,
    "Connection: close",
    "Content-Type: application/xml",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}
