/** What comes from identity providers is anybody's bytes: it is believed, or refused in AWS's words, and nothing else ever happens. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ServiceError } from "../../src/kit/errors.ts";
import { readAssertion } from "../../src/services/sts/saml/assertion.ts";
import { readProviderMetadata } from "../../src/services/sts/saml/provider-metadata.ts";
import { signedAssertion } from "../../src/services/sts/saml/signed-assertion.ts";
import { parseXml } from "../../src/services/sts/saml/xml.ts";
import { readIdToken } from "../../src/services/sts/web-identity/id-token.ts";
import { tokenConditions, tokenTags } from "../../src/services/sts/web-identity/token-conditions.ts";
import { SamlProvider } from "../spec/sts/saml-provider.ts";

let signed: string;
let certificates: readonly string[];

beforeAll(async () => {
  const provider = await SamlProvider.make("https://idp.example.com");
  signed = provider.respond({ subject: "alice", attributes: { Role: "role,provider", RoleSessionName: "alice" } });
  certificates = readProviderMetadata(provider.metadata)?.certificates ?? [];
});

/** The subject that a response makes us believe in; undefined when it is refused. */
function believed(text: string): string | undefined {
  const response = parseXml(text);
  if (response === undefined) return undefined;
  const assertion = signedAssertion(text, response, certificates);
  if (assertion === undefined) return undefined;
  try {
    return readAssertion(assertion).subject;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

test("A signed response that is cut, spliced or overwritten says what it said, or nothing", () => {
  expect(believed(signed)).toBe("alice");
  const place = fc.nat(signed.length);
  const insert = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      "<a/>",
      "<!-- x -->",
      "&lt;",
      "]]>",
      "<![CDATA[",
      "</saml:Assertion>",
      "<saml:Assertion>",
      ' ID="_assertion"',
    ),
  );
  fc.assert(
    fc.property(place, fc.nat(60), insert, (start, length, text) => {
      const changed = signed.slice(0, start) + text + signed.slice(start + length);
      expect(["alice", undefined]).toContain(believed(changed));
    }),
    { numRuns: 1000 },
  );
});

test("Parts of a signed response in another order say what they said, or nothing", () => {
  const parts = signed.split(/(?=<)/);
  const order = fc.shuffledSubarray(
    parts.map((_, index) => index),
    { minLength: parts.length - 3 },
  );
  fc.assert(
    fc.property(order, fc.nat(parts.length), fc.nat(parts.length), (shuffled, from, to) => {
      const moved = [...parts];
      moved.splice(to, 0, ...moved.slice(from, from + 4));
      for (const text of [moved.join(""), shuffled.map((index) => parts[index]).join("")])
        expect(["alice", undefined]).toContain(believed(text));
    }),
    { numRuns: 300 },
  );
});

test("Any text is no XML or some, and no metadata or some", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      believed(text);
      believed(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${text}</samlp:Response>`);
      readProviderMetadata(text);
    }),
    { numRuns: 500 },
  );
  const nested = "<a>".repeat(40_000) + "</a>".repeat(40_000);
  expect(believed(nested)).toBeUndefined();
});

test("Any claims make a token that is read, or refused; tags and conditions are texts", () => {
  const claims = fc.dictionary(
    fc.constantFrom("iss", "sub", "aud", "exp", "iat", "nbf", "azp", "amr", "https://aws.amazon.com/tags", "x"),
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.nat(), fc.constant("https://gitlab.com")),
  );
  fc.assert(
    fc.property(claims, fc.string({ maxLength: 10 }), (given, signature) => {
      const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
      const text = `${part({ alg: "RS256" })}.${part(given)}.${signature}`;
      try {
        const token = readIdToken(text);
        const conditions = Object.values(tokenConditions(token, "gitlab.com", "client")).flat();
        expect(conditions.every((value) => typeof value === "string")).toBe(true);
        const tags = tokenTags(token)?.Tags ?? [];
        expect(tags.every(({ Key, Value }) => typeof Key === "string" && typeof Value === "string")).toBe(true);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
