/**
 * The metadata of a SAML identity provider (SAML V2.0 Metadata, section 2): what AWS wants to see in it before it takes it. Looked through in
 * linear time and not parsed, because nothing in it is acted on here: whoever verifies an assertion parses it in full.
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
  const text = withoutComments(document).trim();
  const root = ROOT.exec(text);
  if (root === null || text.includes("<!DOCTYPE") || text.includes("<!ENTITY")) throw notMetadata();
  if (!ROOT_END.test(text.slice(-ROOT_END_LENGTH_MAX)) || !PROVIDER.test(text)) throw notMetadata();
  const attributes = root[1] ?? "";
  const entityId = attribute(attributes, "entityID");
  if (entityId === undefined) throw notMetadata();
  const certificates = [...text.matchAll(CERTIFICATE)].map(([, base64 = ""]) => base64.replaceAll(/\s/g, ""));
  if (certificates.length === 0 || !certificates.every(isCertificate)) throw notMetadata();
  const until = attribute(attributes, "validUntil");
  const validUntilMs = until === undefined ? undefined : Date.parse(until);
  if (validUntilMs !== undefined && Number.isNaN(validUntilMs)) throw notMetadata();
  return { entityId, validUntilMs, certificates };
}

// Each of these stops at the next angle bracket, so that no text takes more than one pass.
const ROOT = /^\uFEFF?(?:<\?xml[^<>]*>)?\s*<(?:[\w.-]{1,64}:)?EntityDescriptor\s([^<>]*)>/;
const ROOT_END = /<\/(?:[\w.-]{1,64}:)?EntityDescriptor\s*>$/;
const ROOT_END_LENGTH_MAX = 256;
const PROVIDER = /<(?:[\w.-]{1,64}:)?IDPSSODescriptor[\s>]/;
const CERTIFICATE = /<(?:[\w.-]{1,64}:)?X509Certificate(?:\s[^<>]*)?>([^<>]*)</g;

function withoutComments(document: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = document.indexOf("<!--", at);
    if (start < 0) return parts.join("") + document.slice(at);
    parts.push(document.slice(at, start));
    const end = document.indexOf("-->", start + 4);
    if (end < 0) throw notMetadata();
    at = end + 3;
  }
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
