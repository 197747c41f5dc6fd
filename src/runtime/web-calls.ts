/**
 * Calls to other people's web servers (event destinations that the operator has named): one POST, with limits on time and on what is read of the answer. No
 * redirect is followed. Connections are kept for the next call.
 */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface WebRequest {
  /** `http://` or `https://`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Bytes of the answer's body that are kept; the rest is read and dropped. */
  readonly answerBytesMax: number;
  readonly signal: AbortSignal;
}

export type WebAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly text: string }
  /** No connection, or no answer in time. */
  | { readonly kind: "unreachable"; readonly reason: string };

export interface WebCalls {
  /** Never rejects: whatever happens on the way is an answer. */
  post(request: WebRequest): Promise<WebAnswer>;
  /** Lets go of kept connections. */
  close(): void;
}

/** Connections to one server, kept or in use; more calls wait. */
const SOCKETS_MAX = 16;

export function systemWebCalls(): WebCalls {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_MAX }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_MAX }),
  };
  return {
    post: (request) => post(request, agents),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function post(
  request: WebRequest,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
): Promise<WebAnswer> {
  const { url, headers, body, timeoutMs, answerBytesMax } = request;
  return new Promise((resolve) => {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    const options = {
      method: "POST",
      signal,
      headers: { ...headers, "user-agent": "lakebed", "content-length": String(Buffer.byteLength(body)) },
    };
    const sent = url.startsWith("https:")
      ? httpsRequest(url, { ...options, agent: agents.https })
      : httpRequest(url, { ...options, agent: agents.http });
    const failed = (error: Error): void => resolve({ kind: "unreachable", reason: error.message });
    sent.on("error", failed);
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        if (bytes < answerBytesMax) chunks.push(chunk.subarray(0, answerBytesMax - bytes));
        bytes += chunk.length;
      });
      response.on("error", failed);
      response.on("end", () =>
        resolve({ kind: "answered", status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    sent.end(body);
  });
}
