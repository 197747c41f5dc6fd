/**
 * The keys by which identity providers sign: from the key set that the provider's discovery document names, kept for an hour, and asked for again
 * when a token names a key that is not among them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html (what providers must serve; read 2026-11-23)
 */
import type { JSONWebKeySet, JWK } from "jose";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { FetchedDocument, WebDocuments } from "../../../runtime/web-documents.ts";
import { invalidIdentityToken, providerUnreachable } from "../errors.ts";
import {
  KEY_SETS_MAX,
  KEYS_FRESH_MS,
  KEYS_MAX,
  KEYS_REFRESH_MS_MIN,
  PROVIDER_DOCUMENT_BYTES_MAX,
  PROVIDER_DOCUMENT_MS_MAX,
} from "../limits.ts";

export interface Provider {
  /** As the token spells it, with its scheme. */
  readonly issuer: string;
  readonly thumbprints: readonly string[];
}

export interface ProviderKeys {
  /**
   * The provider's key set, holding the key `keyId` if the provider has it.
   * @throws {ServiceError} IDPCommunicationError; InvalidIdentityToken: no such documents there, or a certificate that is not trusted
   */
  keysFor(provider: Provider, keyId: string | undefined): Promise<JSONWebKeySet>;
}

interface KeptKeys {
  readonly keys: JSONWebKeySet;
  readonly fetchedMs: number;
}

export function createProviderKeys(documents: WebDocuments, clock: Pick<Clock, "nowMs">): ProviderKeys {
  const kept = new BoundedCache<string, KeptKeys>(KEY_SETS_MAX);
  const running = new Map<string, Promise<JSONWebKeySet>>();
  const refresh = async (provider: Provider): Promise<JSONWebKeySet> => {
    const keys = await fetchKeys(documents, provider);
    kept.set(provider.issuer, { keys, fetchedMs: clock.nowMs() });
    return keys;
  };
  return {
    keysFor(provider, keyId) {
      const known = kept.get(provider.issuer);
      if (known !== undefined && isUsable(known, keyId, clock.nowMs())) return Promise.resolve(known.keys);
      // Calls that need the same keys at the same time wait for one fetch.
      let fetching = running.get(provider.issuer);
      if (fetching === undefined) {
        fetching = refresh(provider).finally(() => running.delete(provider.issuer));
        running.set(provider.issuer, fetching);
      }
      return fetching;
    },
  };
}

/** A key that is missing is asked for again, but not by every token that names one. */
function isUsable({ keys, fetchedMs }: KeptKeys, keyId: string | undefined, nowMs: number): boolean {
  const ageMs = nowMs - fetchedMs;
  if (ageMs > KEYS_FRESH_MS) return false;
  const hasKey = keyId === undefined || keys.keys.some(({ kid }) => kid === keyId);
  return hasKey || ageMs < KEYS_REFRESH_MS_MIN;
}

async function fetchKeys(documents: WebDocuments, { issuer, thumbprints }: Provider): Promise<JSONWebKeySet> {
  const load = async (url: string): Promise<Readonly<Record<string, unknown>>> =>
    readDocument(
      await documents.fetch({
        url,
        thumbprints,
        bytesMax: PROVIDER_DOCUMENT_BYTES_MAX,
        timeoutMs: PROVIDER_DOCUMENT_MS_MAX,
      }),
    );
  const discovery = await load(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { jwks_uri: keySetUrl } = discovery;
  // OpenID Connect Discovery 4.3: the document must name the issuer that it was fetched for.
  if (typeof keySetUrl !== "string" || discovery["issuer"] !== issuer) throw noKeys();
  const { keys } = await load(keySetUrl);
  if (!Array.isArray(keys)) throw noKeys();
  return { keys: keys.slice(0, KEYS_MAX).filter(isKey) };
}

function isKey(value: unknown): value is JWK {
  return typeof value === "object" && value !== null && "kty" in value && (value.kty === "RSA" || value.kty === "EC");
}

function readDocument(fetched: FetchedDocument): Readonly<Record<string, unknown>> {
  switch (fetched.kind) {
    case "unreachable":
      throw providerUnreachable();
    case "untrusted":
      throw invalidIdentityToken("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint");
    case "refused":
      throw noKeys();
    case "document": {
      const value = parseJson(fetched.text);
      if (typeof value !== "object" || value === null) throw noKeys();
      return value as Readonly<Record<string, unknown>>;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function noKeys(): Error {
  return invalidIdentityToken(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  );
}
