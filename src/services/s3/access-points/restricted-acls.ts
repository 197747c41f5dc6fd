/**
 * BlockPublicAcls of an access point. AWS: access points have no lists; a request through one behaves as though the bucket had the setting
 * (access-control-block-public-access.html, "Block public access settings").
 */
import type { PublicAccessBlock } from "../store/bucket-record.ts";

/** Requests that came through an access point with the setting. */
const restricted = new WeakSet<object>();

export function restrictAcls(context: object, { blockPublicAcls }: PublicAccessBlock): void {
  if (blockPublicAcls) restricted.add(context);
}

export function refusesPublicAcls(context: object): boolean {
  return restricted.has(context);
}
