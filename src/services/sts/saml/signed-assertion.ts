/**
 * The assertion that a provider really signed. What is read afterwards are the very bytes over which the signature was verified, parsed again; the
 * document they came in is not looked at any more. So an assertion that is wrapped around, beside or inside a signed one is never seen.
 *
 * Only signatures in their places are tried: of the response, or of the one assertion directly in it. SHA-1 and HMAC are refused, and the key is the
 * provider's from its metadata, never one that the document brings along.
 */
import { SignedXml } from "xml-crypto";
import { isNamed, onlyChild, parseXml, SAML, SAMLP, SIGNATURE } from "./xml.ts";

const SIGNATURE_ALGORITHMS = [
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
  "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
] as const;
const HASH_ALGORITHMS = ["http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"] as const;

/**
 * @param text of the response document, whose root is `response`
 * @returns the signed assertion; undefined when no key verifies a signature, or the signed part holds not exactly one assertion
 */
export function signedAssertion(text: string, response: Element, certificates: readonly string[]): Element | undefined {
  // Two signatures at most: each costs as much as reading the whole document again, and anybody may send one.
  for (const place of [response, onlyChild(response, SAML, "Assertion")]) {
    const signature = onlyChild(place, SIGNATURE, "Signature");
    if (signature === undefined) continue;
    for (const certificate of certificates) {
      const signed = signedText(text, signature, certificate);
      if (signed !== undefined) return assertionIn(signed);
    }
  }
  return undefined;
}

/** The canonical bytes that the signature covers, once it has verified; undefined when it does not. */
function signedText(text: string, signature: Element, certificate: string): string | undefined {
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  verifier.SignatureAlgorithms = only(verifier.SignatureAlgorithms, SIGNATURE_ALGORITHMS);
  verifier.HashAlgorithms = only(verifier.HashAlgorithms, HASH_ALGORITHMS);
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(text)) return undefined;
  } catch {
    return undefined; // The library throws for a wrong signature, an unknown algorithm, a doubled id: none is a signature to believe.
  }
  const [signed, ...more] = verifier.getSignedReferences();
  return more.length === 0 ? signed : undefined;
}

function only<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

function assertionIn(signed: string): Element | undefined {
  const root = parseXml(signed);
  if (root === undefined || isNamed(root, SAML, "Assertion")) return root;
  return isNamed(root, SAMLP, "Response") ? onlyChild(root, SAML, "Assertion") : undefined;
}
