/**
 * Small documents from other people's web servers (discovery documents and key sets of identity providers), with a limit on bytes and time. No
 * redirect is followed: it would lead to a server that nobody named. Plain HTTP only reaches this machine.
 */
import { get as httpGet, type IncomingMessage } from "node:http";
import { get as httpsGet } from "node:https";
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";

export interface DocumentRequest {
  readonly url: string;
  readonly bytesMax: number;
  readonly timeoutMs: number;
  /**
   * SHA-1 of certificates, in hex: a server that no public authority vouches for is trusted when the certificate at the top of its chain is one of
   * these.
   */
  readonly thumbprints: readonly string[];
}

export type FetchedDocument =
  | { readonly kind: "document"; readonly text: string }
  /** An answer other than 200, or longer than allowed. */
  | { readonly kind: "refused"; readonly reason: string }
  /** No connection, or no answer in time. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The server's certificate is vouched for neither by a public authority nor by a thumbprint. */
  | { readonly kind: "untrusted" };

export interface WebDocuments {
  /** Never rejects: whatever happens on the way is an answer. */
  fetch(request: DocumentRequest): Promise<FetchedDocument>;
}

const CHAIN_LENGTH_MAX = 8;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost|[a-z0-9-]+\.localhost)$/i;

export function systemWebDocuments(): WebDocuments {
  return { fetch: fetchDocument };
}

function fetchDocument(request: DocumentRequest): Promise<FetchedDocument> {
  const url = URL.parse(request.url);
  const isPlain = url?.protocol === "http:" && LOOPBACK.test(url.hostname);
  if (url === null || (url.protocol !== "https:" && !isPlain))
    return Promise.resolve({ kind: "refused", reason: "the URL is neither https nor of this machine" });
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(request.timeoutMs);
    const take = (response: IncomingMessage): void => readDocument(response, request, resolve);
    const headers = { accept: "application/json", "user-agent": "lakebed" };
    // The certificate is judged in `readDocument`, where the answer says whose it is.
    const sent = isPlain
      ? httpGet(url, { signal, headers, agent: false }, take)
      : httpsGet(url, { signal, headers, agent: false, rejectUnauthorized: false }, take);
    sent.on("error", (error) => resolve({ kind: "unreachable", reason: error.message }));
  });
}

function readDocument(
  response: IncomingMessage,
  { url, bytesMax, thumbprints }: DocumentRequest,
  resolve: (document: FetchedDocument) => void,
): void {
  const end = (document: FetchedDocument): void => {
    resolve(document);
    response.destroy();
  };
  if (!isTrusted(response.socket as TLSSocket, new URL(url).hostname, thumbprints)) return end({ kind: "untrusted" });
  if (response.statusCode !== 200)
    return end({ kind: "refused", reason: `the server answered ${response.statusCode}` });
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) end({ kind: "refused", reason: `the document is longer than ${bytesMax} bytes` });
  });
  response.on("error", (error) => end({ kind: "unreachable", reason: error.message }));
  response.on("end", () => resolve({ kind: "document", text: Buffer.concat(chunks).toString("utf8") }));
}

/** A chain up to a pinned certificate is held to what a public authority's would be: signatures, names and dates. */
function isTrusted(socket: TLSSocket, host: string, thumbprints: readonly string[]): boolean {
  if (!socket.encrypted || socket.authorized) return true;
  const leaf = thumbprints.length === 0 ? undefined : socket.getPeerX509Certificate();
  if (leaf === undefined || !isFor(leaf, host)) return false;
  const top = topOfChain(leaf);
  const print = top?.fingerprint.replaceAll(":", "").toLowerCase();
  return thumbprints.some((thumbprint) => thumbprint.toLowerCase() === print);
}

function isFor(leaf: X509Certificate, host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1");
  return (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
}

/** The last certificate of a chain that holds together; undefined when a link does not. */
function topOfChain(leaf: X509Certificate): X509Certificate | undefined {
  let top = leaf;
  for (let length = 0; length < CHAIN_LENGTH_MAX; length++) {
    if (!isCurrent(top)) return undefined;
    const issuer = top.issuerCertificate;
    if (issuer === undefined || issuer.fingerprint256 === top.fingerprint256) return top;
    if (!issuer.ca || !top.checkIssued(issuer) || !top.verify(issuer.publicKey)) return undefined;
    top = issuer;
  }
  return undefined;
}

function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const nowMs = Date.now();
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}
