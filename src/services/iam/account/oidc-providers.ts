/**
 * OpenID Connect providers: whose tokens an account believes, for which audiences.
 */
import type { OidcProviderFacts } from "../../../kit/ports/identities.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { formatArn, parseArn } from "../../../kit/arn.ts";
import { entityAlreadyExists, invalidInput, limitExceeded, noSuchEntity, validationError } from "../errors.ts";
import { readRecord, type TagRecord } from "../store/records.ts";
import { countWithin, lengthWithin, requireValid } from "../validation.ts";
import { oidcKey, put } from "./records.ts";
import type { TaggedResource } from "./tagged.ts";

/** IAM quotas. */
const PROVIDERS_MAX = 100;
const CLIENT_IDS_MAX = 100;
const THUMBPRINTS_MAX = 5;
const URL_LENGTH_MAX = 255;

export interface OidcProviderRecord {
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly tags: readonly TagRecord[];
  readonly createdMs: number;
}

const RESOURCE = "oidc-provider/";

export function oidcArn(accountId: string, url: string): string {
  return formatArn({ service: "iam", region: "", accountId, resource: `${RESOURCE}${url}` });
}

/**
 * The provider's URL without its scheme. AWS: `https://`, no port, no query; a path may follow. Here a port may follow the name, and a provider on
 * this machine may speak plain HTTP, so that a local one can be used.
 *
 * @throws {ServiceError} ValidationError
 */
export function checkedUrl(url: string): string {
  requireValid(lengthWithin("url", url, 1, URL_LENGTH_MAX));
  const bare = url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  const isLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(?::\d+)?(?:\/|$)/.test(url);
  if (!url.startsWith("https://") && !isLocal) throw validationError("Invalid Open ID Connect Provider URL");
  if (!/^[\w.[\]:-]+(?:\/[\w.~!$&'()*+,;=:@%/-]*)?$/.test(bare))
    throw validationError("Invalid Open ID Connect Provider URL");
  return bare;
}

/** @throws {ServiceError} ValidationError; LimitExceeded */
export function requireClientIds(ids: readonly string[] | undefined, member = "clientIDList"): void {
  requireValid(...(ids ?? []).map((id, index) => lengthWithin(`${member}.${index + 1}.member`, id, 1, 255)));
  if ((ids ?? []).length > CLIENT_IDS_MAX)
    throw limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${CLIENT_IDS_MAX}`);
}

/** @throws {ServiceError} ValidationError; InvalidInput */
export function requireThumbprints(thumbprints: readonly string[] | undefined): void {
  const given = thumbprints ?? [];
  requireValid(
    countWithin("thumbprintList", given, THUMBPRINTS_MAX),
    ...given.map((text, index) => lengthWithin(`thumbprintList.${index + 1}.member`, text, 40, 40)),
  );
  if (given.some((text) => !/^[0-9a-fA-F]{40}$/.test(text)))
    throw invalidInput("Thumbprint must be 40 hexadecimal digits.");
}

/** The URL in an ARN of a provider of this account. @throws {ServiceError} ValidationError; NoSuchEntity */
function urlIn(accountId: string, arn: string): string {
  requireValid(lengthWithin("openIDConnectProviderArn", arn, 20, 2048));
  const parsed = parseArn(arn);
  if (parsed?.service !== "iam" || parsed.region !== "" || !parsed.resource.startsWith(RESOURCE))
    throw validationError(`Invalid ARN: ${arn}`);
  if (parsed.accountId !== accountId) throw notFound(arn);
  return parsed.resource.slice(RESOURCE.length);
}

function notFound(arn: string): Error {
  return noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
}

/** @throws {ServiceError} ValidationError; NoSuchEntity */
export function getOidcProvider(reader: Reader, accountId: string, arn: string): OidcProviderRecord {
  const record = readRecord<OidcProviderRecord>(reader, oidcKey(accountId, urlIn(accountId, arn)));
  if (record === undefined) throw notFound(arn);
  return record;
}

export function findOidcFacts(reader: Reader, accountId: string, url: string): OidcProviderFacts | undefined {
  const record = readRecord<OidcProviderRecord>(reader, oidcKey(accountId, url));
  if (record === undefined) return undefined;
  return { arn: oidcArn(accountId, url), url, clientIds: record.clientIds, thumbprints: record.thumbprints };
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addOidcProvider(transaction: Transaction, accountId: string, record: OidcProviderRecord): void {
  const key = oidcKey(accountId, record.url);
  if (transaction.get(key) !== undefined)
    throw entityAlreadyExists(`Provider with url https://${record.url} already exists.`);
  if (transaction.range({ prefix: oidcKey(accountId), limit: PROVIDERS_MAX }).length >= PROVIDERS_MAX)
    throw limitExceeded(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${PROVIDERS_MAX}`);
  put(transaction, key, record);
}

/** @throws {ServiceError} ValidationError; NoSuchEntity; what `change` throws */
export function changeOidcProvider(
  transaction: Transaction,
  accountId: string,
  arn: string,
  change: (record: OidcProviderRecord) => OidcProviderRecord,
): void {
  const record = change(getOidcProvider(transaction, accountId, arn));
  put(transaction, oidcKey(accountId, record.url), record);
}

/** AWS: deleting one that is not there is NoSuchEntity. @throws {ServiceError} ValidationError; NoSuchEntity */
export function removeOidcProvider(transaction: Transaction, accountId: string, arn: string): void {
  const { url } = getOidcProvider(transaction, accountId, arn);
  transaction.delete(oidcKey(accountId, url));
}

export function taggedOidcProvider(accountId: string, arn: string): TaggedResource {
  return {
    key: oidcKey(accountId, urlIn(accountId, arn)),
    get: (reader) => getOidcProvider(reader, accountId, arn),
  };
}
