/** One page of a bucket's configurations of one kind, by id. @see API_ListBucketMetricsConfigurations */
import { CONFIGURATIONS_PAGE } from "../limits.ts";
import { decodeToken, encodeToken } from "./continuation-token.ts";
import { compareUtf8 } from "./utf8-order.ts";

export interface ConfigurationPage<T> {
  readonly shown: readonly T[];
  readonly isTruncated: boolean;
  readonly nextToken: string | undefined;
}

/** `list` in the order of ids. @throws {InvalidArgument} 400 for a token that is not ours */
export function configurationPage<T extends { readonly id: string }>(
  list: readonly T[],
  token: string | undefined,
): ConfigurationPage<T> {
  const after = token === undefined ? undefined : decodeToken(token);
  const rest = list.filter(({ id }) => after === undefined || compareUtf8(id, after) > 0);
  const shown = rest.slice(0, CONFIGURATIONS_PAGE);
  const last = shown.at(-1);
  const isTruncated = rest.length > shown.length;
  return { shown, isTruncated, nextToken: isTruncated && last !== undefined ? encodeToken(last.id) : undefined };
}
