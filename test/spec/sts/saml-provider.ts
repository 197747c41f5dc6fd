/** A SAML identity provider: metadata with its certificate, and responses signed by its key. */
import { generate } from "selfsigned";
import { SignedXml } from "xml-crypto";

const SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
const SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
const ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";

export interface AssertionOptions {
  readonly issuer?: string;
  readonly subject?: string;
  readonly format?: string;
  readonly audience?: string;
  readonly recipient?: string;
  /** Milliseconds from now. */
  readonly issued?: number;
  readonly notBefore?: number;
  readonly ends?: number;
  readonly sessionEnds?: number;
  readonly status?: string;
  /** By name; those of AWS without their prefix. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly sign?: "assertion" | "response" | "both" | "none";
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  /** Changes the document before it is signed. */
  readonly before?: (xml: string) => string;
}

export class SamlProvider {
  readonly entityId: string;
  private readonly key: string;
  private readonly certificate: string;

  private constructor(entityId: string, key: string, certificate: string) {
    this.entityId = entityId;
    this.key = key;
    this.certificate = certificate;
  }

  static async make(entityId: string): Promise<SamlProvider> {
    const { private: key, cert } = await generate([{ name: "commonName", value: "idp" }], {
      keySize: 2048,
      algorithm: "sha256",
    });
    return new SamlProvider(entityId, key, cert);
  }

  get metadata(): string {
    const certificate = this.certificate.replaceAll(/-----[A-Z ]+-----|\s/g, "");
    return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${this.entityId}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${this.entityId}/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
  }

  /** A signed response, as XML. */
  respond(options: AssertionOptions = {}): string {
    const { sign = "assertion", before = (xml: string) => xml } = options;
    let xml = before(this.document(options));
    if (sign === "assertion" || sign === "both") xml = this.sign(xml, "Assertion", options);
    if (sign === "response" || sign === "both") xml = this.sign(xml, "Response", options);
    return xml;
  }

  private sign(
    xml: string,
    name: "Assertion" | "Response",
    { signatureAlgorithm, digestAlgorithm }: AssertionOptions,
  ): string {
    const signer = new SignedXml({
      privateKey: this.key,
      publicCert: this.certificate,
      signatureAlgorithm: signatureAlgorithm ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
      canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
    });
    signer.addReference({
      xpath: `//*[local-name(.)='${name}']`,
      transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"],
      digestAlgorithm: digestAlgorithm ?? "http://www.w3.org/2001/04/xmlenc#sha256",
    });
    signer.computeSignature(xml, {
      location: { reference: `//*[local-name(.)='${name}']/*[local-name(.)='Issuer']`, action: "after" },
    });
    return signer.getSignedXml();
  }

  private document(options: AssertionOptions): string {
    const { issuer = this.entityId, status = "Success" } = options;
    return `<samlp:Response xmlns:samlp="${SAMLP}" ID="_response" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer xmlns:saml="${SAML}">${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>${this.assertion(options)}</samlp:Response>`;
  }

  /** The assertion alone, not signed. */
  assertion(options: AssertionOptions = {}, id = "_assertion"): string {
    const { issuer = this.entityId, subject = "alice@example.com", attributes = {} } = options;
    const { format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" } = options;
    const { audience = "urn:amazon:webservices", recipient = "https://signin.aws.amazon.com/saml" } = options;
    const { issued = 0, notBefore = 0, ends = 240_000, sessionEnds } = options;
    const session = sessionEnds === undefined ? "" : ` SessionNotOnOrAfter="${at(sessionEnds)}"`;
    return `<saml:Assertion xmlns:saml="${SAML}" ID="${id}" Version="2.0" IssueInstant="${at(issued)}"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID Format="${format}">${subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(ends)}" Recipient="${recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(notBefore)}" NotOnOrAfter="${at(ends)}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(0)}"${session}><saml:AuthnContext/></saml:AuthnStatement><saml:AttributeStatement>${Object.entries(attributes).map(attributeXml).join("")}</saml:AttributeStatement></saml:Assertion>`;
  }
}

function attributeXml([name, values]: [string, string | readonly string[]]): string {
  const full = name.includes("://") || name.startsWith("urn:") ? name : `${ATTRIBUTES}${name}`;
  const inside = [values].flat().map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`);
  return `<saml:Attribute Name="${full}">${inside.join("")}</saml:Attribute>`;
}

function at(offsetMs: number): string {
  return new Date(Date.now() + offsetMs).toISOString();
}
