/**
 * The metadata of a SAML identity provider (SAML V2.0 Metadata, section 2): what AWS wants to see in it before it takes it. Read with regular
 * expressions that cannot backtrack, because nothing in it is acted on here: whoever verifies an assertion parses it in full.
 */
import { X509Certificate } from "node:crypto";
import { invalidInput } from "../errors.ts";

export interface SamlMetadata {
  readonly entityId: string;
  /** `validUntil` of the document, when it has one. */
  readonly validUntilMs: number | undefined;
  /** DER, base64 without white space. */
  readonly certificates: readonly string[];
}

/** @throws {ServiceError} InvalidInput for anything that is no metadata of an identity provider with a certificate to verify with */
export function readSamlMetadata(document: string): SamlMetadata {
  const root = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^]*?-->\s*)*<(?:[\w.-]+:)?EntityDescriptor\s([^>]*)>/.exec(
    document,
  );
  if (root === null || document.includes("<!DOCTYPE") || document.includes("<!ENTITY")) throw notMetadata();
  const attributes = root[1] ?? "";
  const entityId = attribute(attributes, "entityID");
  if (entityId === undefined || !/<(?:[\w.-]+:)?IDPSSODescriptor[\s>]/.test(document)) throw notMetadata();
  if (!/<\/(?:[\w.-]+:)?EntityDescriptor\s*>\s*(?:<!--[^]*?-->\s*)*$/.test(document)) throw notMetadata();
  const certificates = [...document.matchAll(/<(?:[\w.-]+:)?X509Certificate[^>]*>([^<]*)</g)].map(([, text = ""]) =>
    text.replaceAll(/\s/g, ""),
  );
  if (certificates.length === 0 || !certificates.every(isCertificate)) throw notMetadata();
  const until = attribute(attributes, "validUntil");
  const validUntilMs = until === undefined ? undefined : Date.parse(until);
  if (validUntilMs !== undefined && Number.isNaN(validUntilMs)) throw notMetadata();
  return { entityId, validUntilMs, certificates };
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found?.[1] ?? found?.[2];
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, "base64")).publicKey.type === "public";
  } catch {
    return false;
  }
}

function notMetadata(): Error {
  return invalidInput("Could not parse metadata");
}
