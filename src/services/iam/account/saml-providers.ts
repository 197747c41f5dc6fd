/**
 * SAML identity providers: whose assertions an account believes.
 */
import type { SamlProviderFacts } from "../../../kit/ports/identities.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import { formatArn, parseArn } from "../../../kit/arn.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { entityAlreadyExists, limitExceeded, noSuchEntity, validationError } from "../errors.ts";
import { readRecord, type TagRecord } from "../store/records.ts";
import { lengthWithin, matches, requireValid } from "../validation.ts";
import { put, samlKey } from "./records.ts";
import type { TaggedResource } from "./tagged.ts";

/** IAM quotas. */
const PROVIDERS_MAX = 100;
const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
/** AWS: a provider whose metadata names no end is good for a hundred years (seen in public transcripts). */
const VALID_MS = 100 * YEAR_MS;

export interface SamlProviderRecord {
  readonly name: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly createdMs: number;
  readonly validUntilMs: number;
  readonly tags: readonly TagRecord[];
}

const RESOURCE = "saml-provider/";

export function samlArn(accountId: string, name: string): string {
  return formatArn({ service: "iam", region: "", accountId, resource: `${RESOURCE}${name}` });
}

export function validUntil(statedMs: number | undefined, nowMs: number): number {
  return statedMs ?? nowMs + VALID_MS;
}

/** @throws {ServiceError} ValidationError */
export function requireSamlName(name: string): void {
  requireValid(lengthWithin("name", name, 1, 128), matches("name", name, /^[\w._-]+$/, "[\\w._-]+"));
}

/** @throws {ServiceError} ValidationError */
export function requireMetadataText(document: string | undefined): void {
  if (document === undefined || (document.length >= 1000 && document.length <= 10_000_000)) return;
  const rule =
    document.length < 1000
      ? "Member must have length greater than or equal to 1000"
      : "Member must have length less than or equal to 10000000";
  requireValid([{ member: "sAMLMetadataDocument", value: document.slice(0, 64), rule }]);
}

/** @throws {ServiceError} NotImplemented when assertions are to be encrypted */
export function refuseEncryption(
  operation: string,
  input: { readonly AssertionEncryptionMode?: string | undefined; readonly AddPrivateKey?: string | undefined },
): void {
  if (input.AssertionEncryptionMode === "Required" || input.AddPrivateKey !== undefined)
    throw new NotImplementedError(
      "iam",
      `encrypted assertions (${operation})`,
      "assertions are read as they are signed",
    );
}

/** The name in an ARN of a provider of this account. @throws {ServiceError} ValidationError; NoSuchEntity */
function nameIn(accountId: string, arn: string): string {
  requireValid(lengthWithin("sAMLProviderArn", arn, 20, 2048));
  const parsed = parseArn(arn);
  if (parsed?.service !== "iam" || parsed.region !== "" || !parsed.resource.startsWith(RESOURCE))
    throw validationError(`Invalid ARN: ${arn}`);
  if (parsed.accountId !== accountId) throw notFound(arn);
  return parsed.resource.slice(RESOURCE.length);
}

function notFound(arn: string): Error {
  return noSuchEntity(`Manifest not found for arn ${arn}`);
}

/** @throws {ServiceError} ValidationError; NoSuchEntity */
export function getSamlProvider(reader: Reader, accountId: string, arn: string): SamlProviderRecord {
  const record = readRecord<SamlProviderRecord>(reader, samlKey(accountId, nameIn(accountId, arn)));
  if (record === undefined) throw notFound(arn);
  return record;
}

export function findSamlFacts(reader: Reader, accountId: string, arn: string): SamlProviderFacts | undefined {
  const parsed = parseArn(arn);
  if (parsed?.accountId !== accountId || !parsed.resource.startsWith(RESOURCE)) return undefined;
  const record = readRecord<SamlProviderRecord>(reader, samlKey(accountId, parsed.resource.slice(RESOURCE.length)));
  return record === undefined ? undefined : { arn, metadataDocument: record.metadata };
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addSamlProvider(transaction: Transaction, accountId: string, record: SamlProviderRecord): void {
  const key = samlKey(accountId, record.name);
  if (transaction.get(key) !== undefined)
    throw entityAlreadyExists(`EntityAlreadyExists: Provider with name ${record.name} already exists.`);
  if (transaction.range({ prefix: samlKey(accountId), limit: PROVIDERS_MAX }).length >= PROVIDERS_MAX)
    throw limitExceeded(`Cannot exceed quota for SAMLProvidersPerAccount: ${PROVIDERS_MAX}`);
  put(transaction, key, record);
}

export function writeSamlProvider(transaction: Transaction, accountId: string, record: SamlProviderRecord): void {
  put(transaction, samlKey(accountId, record.name), record);
}

/** @throws {ServiceError} ValidationError; NoSuchEntity */
export function removeSamlProvider(transaction: Transaction, accountId: string, arn: string): void {
  const { name } = getSamlProvider(transaction, accountId, arn);
  transaction.delete(samlKey(accountId, name));
}

export function taggedSamlProvider(accountId: string, arn: string): TaggedResource {
  return {
    key: samlKey(accountId, nameIn(accountId, arn)),
    get: (reader) => getSamlProvider(reader, accountId, arn),
  };
}
