/**
 * Where a website's routing rules send a request. Pure.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html (read 2026-11-29)
 */
import type { RoutingRule, Scheme } from "./website-configuration.ts";

export interface Routed {
  /** Decoded. */
  readonly key: string;
  /** Of the answer that would be given otherwise; undefined before there is one. */
  readonly errorStatus: number | undefined;
}

/** The first rule that fits. Before there is an answer only rules without an error code can. */
export function findRule(rules: readonly RoutingRule[], { key, errorStatus }: Routed): RoutingRule | undefined {
  return rules.find((rule) => {
    if (rule.keyPrefix !== undefined && !key.startsWith(rule.keyPrefix)) return false;
    return rule.errorStatus === undefined ? errorStatus === undefined : rule.errorStatus === errorStatus;
  });
}

const STATUS_DEFAULT = 301;

export interface Redirection {
  readonly location: string;
  readonly status: number;
}

export function redirectionOf(
  { keyPrefix = "", redirect }: RoutingRule,
  request: { readonly key: string; readonly host: string; readonly scheme: Scheme },
): Redirection {
  const { key } = request;
  const target =
    redirect.replaceKeyWith ??
    (redirect.replaceKeyPrefixWith === undefined ? key : redirect.replaceKeyPrefixWith + key.slice(keyPrefix.length));
  const origin = `${redirect.scheme ?? request.scheme}://${redirect.hostName ?? request.host}`;
  return { location: `${origin}/${encodePath(target)}`, status: redirect.status ?? STATUS_DEFAULT };
}

/** What a path may hold stays as it is: a target may carry a query or a fragment of its own. */
export function encodePath(path: string): string {
  return encodeURI(path).replaceAll("%25", "%");
}
