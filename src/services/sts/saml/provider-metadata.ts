/** What a SAML provider's metadata says: its name, and the certificates by which it signs. */
import { X509Certificate } from "node:crypto";
import { attributeOf, children, isNamed, METADATA, onlyChild, parseXml, SIGNATURE, textOf } from "./xml.ts";

export interface ProviderMetadata {
  readonly entityId: string;
  /** PEM. */
  readonly certificates: readonly string[];
}

/** Undefined when the document names no provider. */
export function readProviderMetadata(document: string): ProviderMetadata | undefined {
  const root = parseXml(document);
  if (root === undefined || !isNamed(root, METADATA, "EntityDescriptor")) return undefined;
  const entityId = attributeOf(root, "entityID");
  if (entityId === undefined) return undefined;
  const keys = children(root, METADATA, "IDPSSODescriptor").flatMap((role) =>
    children(role, METADATA, "KeyDescriptor").filter((key) => (attributeOf(key, "use") ?? "signing") === "signing"),
  );
  const certificates = keys
    .flatMap((key) => children(onlyChild(key, SIGNATURE, "KeyInfo"), SIGNATURE, "X509Data"))
    .flatMap((data) => children(data, SIGNATURE, "X509Certificate"))
    .flatMap((certificate) => pemOf(textOf(certificate) ?? ""));
  return { entityId, certificates };
}

function pemOf(base64: string): string[] {
  try {
    return [new X509Certificate(Buffer.from(base64, "base64")).toString()];
  } catch {
    return []; // A key that cannot be read verifies nothing.
  }
}
