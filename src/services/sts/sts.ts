/** STS as its operations see it. It keeps nothing: what it hands out is sealed into the session token. */
import type { Authorizer } from "../../auth/authorize.ts";
import type { Identities } from "../../kit/ports/identities.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { WebDocuments } from "../../runtime/web-documents.ts";
import { createProviderKeys, type ProviderKeys } from "./web-identity/provider-keys.ts";

export interface StsDependencies {
  readonly runtime: Runtime;
  readonly sealer: Sealer;
  readonly identities: Identities;
  /** Asked for callers that prove themselves by the input of the call: their trust is decided after that. */
  readonly authorizer: Authorizer;
  /** How keys of identity providers are fetched. */
  readonly documents: WebDocuments;
}

export interface Sts extends StsDependencies {
  readonly providerKeys: ProviderKeys;
}

export function createSts(dependencies: StsDependencies): Sts {
  const { documents, runtime } = dependencies;
  return { ...dependencies, providerKeys: createProviderKeys(documents, runtime.clock) };
}
