/** The URL of an object, in the style in which the request was addressed. */
import type { RequestContext } from "../../../kit/context.ts";

/** AWS: the key is percent-encoded as one piece, slashes included (API_CompleteMultipartUpload, Location). */
export function objectLocation(
  context: Pick<RequestContext, "scheme" | "host">,
  name: { bucket: string; key: string },
): string {
  const isVirtualHost = context.host.toLowerCase().startsWith(`${name.bucket.toLowerCase()}.`);
  const path = isVirtualHost ? "" : `${name.bucket}/`;
  return `${context.scheme}://${context.host}/${path}${encodeURIComponent(name.key)}`;
}
