/**
 * Whether a browser may have sent a request for a page of somebody else. A page cannot sign, so it matters only while signatures are taken on trust
 * (`--open-credentials`): any site that is open in a browser of this machine could otherwise post a form to the query APIs, or have its own name point
 * here and read the answers.
 *
 * Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`, and whom it is for in `Host`; scripts can set none of them. A site whose name points
 * here is told by `Host` alone, so names that somebody can own are refused to programs too. Pages of this machine are welcome, whatever their port.
 *
 * @see https://www.w3.org/TR/fetch-metadata/ (sent to loopback addresses over plain HTTP too, but not to other names)
 */
import type { IncomingRequest } from "./incoming-request.ts";

/** This machine, as the origin of a page. */
const LOCAL_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|(?:[a-z0-9-]+\.)+localhost(?:\.localstack\.cloud)?)$/i;
/** Addresses, names without a dot, names under which nobody can register another, and AWS's own for programs that keep its endpoints. */
const OWN_HOST =
  /^(?:|[\d.]+|\[[0-9a-f:.]+\]|[a-z0-9_-]+|(?:[a-z0-9_-]+\.)+(?:localhost|localhost\.localstack\.cloud|amazonaws\.com|test|local|internal|localdomain))$/i;
/** Origins as browsers write them; `null` stands for one that they hide. */
const ORIGIN = /^https?:\/\/(.+?)(?::\d+)?$/i;

export function isForeignPage(
  { method, headers }: Pick<IncomingRequest, "method" | "headers">,
  isS3: boolean,
): boolean {
  const host = (headers.get("host") ?? "").replace(/:\d+$/, "");
  if (!OWN_HOST.test(host)) return true;
  const origin = headers.get("origin");
  if (origin !== undefined) return !LOCAL_NAME.test(ORIGIN.exec(origin)?.[1] ?? "");
  // Links and images: what they fetch the page does not see, and in S3 a GET changes nothing.
  return headers.get("sec-fetch-site") === "cross-site" && !(isS3 && (method === "GET" || method === "HEAD"));
}
