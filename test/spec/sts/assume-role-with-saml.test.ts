/** sts:AssumeRoleWithSAML through the SDK, with assertions signed by a key of the test. */
import { CreateSAMLProviderCommand, IAMClient, ListUsersCommand, UpdateSAMLProviderCommand } from "@aws-sdk/client-iam";
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, keysOf, ROOT_ARN, trust } from "./identity-world.ts";
import { type AssertionOptions, SamlProvider } from "./saml-provider.ts";

const ACTION = "sts:AssumeRoleWithSAML";
const ENTITY = "https://idp.example.com/saml";
const RECIPIENT = "https://signin.aws.amazon.com/saml";

let world: IdentityWorld;
let provider: SamlProvider;
let providerArn: string;
let roleArn: string;
let anonymous: STSClient;

beforeAll(async () => {
  world = await IdentityWorld.start();
  provider = await SamlProvider.make(ENTITY);
  const created = await world.iam.send(
    new CreateSAMLProviderCommand({ Name: "corp", SAMLMetadataDocument: provider.metadata }),
  );
  providerArn = created.SAMLProviderArn ?? "";
  const trusting = trust({ Federated: providerArn }, ACTION, { StringEquals: { "saml:aud": RECIPIENT } });
  roleArn = (await world.role("corp-reader", { trust: [trusting], may: [allow("iam:ListUsers")] })).arn;
  anonymous = new STSClient({ endpoint: world.server.endpoint, region: "us-east-1", maxAttempts: 1 });
});
afterAll(async () => {
  anonymous.destroy();
  await world.close();
});

/** What the provider says of the subject, unless a test says otherwise. */
const usual = (role = roleArn): Record<string, string | readonly string[]> => ({
  Role: [`${role},${providerArn}`, `arn:aws:iam::${ACCOUNT}:role/other,${providerArn}`],
  RoleSessionName: "alice",
});

const present = (xml: string, more: object = {}) =>
  anonymous.send(
    new AssumeRoleWithSAMLCommand({
      RoleArn: roleArn,
      PrincipalArn: providerArn,
      SAMLAssertion: Buffer.from(xml).toString("base64"),
      ...more,
    }),
  );
const assume = (options: AssertionOptions = {}, more: object = {}) =>
  present(provider.respond({ attributes: usual(), ...options }), more);

const notAuthorized = { name: "AccessDenied", status: 403, message: `Not authorized to perform ${ACTION}` };
const invalid = (message: string | RegExp) => ({ name: "InvalidIdentityTokenException", status: 400, message });
const unsigned = invalid("Response signature invalid");

describe("behaviour", () => {
  test("an assertion that the provider signed gives the role's session, without any credentials", async () => {
    const answer = await assume();
    expect(answer).toMatchObject({
      Subject: "alice@example.com",
      SubjectType: "persistent",
      Issuer: ENTITY,
      Audience: RECIPIENT,
      NameQualifier: createHash("sha1").update(`${ENTITY}${ACCOUNT}/corp`).digest("base64"),
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/corp-reader/alice` },
    });
    const keys = keysOf(answer.Credentials);
    expect((await world.sts(keys).send(new GetCallerIdentityCommand({}))).Arn).toBe(answer.AssumedRoleUser?.Arn);
    await world.as(IAMClient, keys).send(new ListUsersCommand({}));
  });

  test("the signature may be of the response, of the assertion, or of both", async () => {
    for (const sign of ["assertion", "response", "both"] as const) await assume({ sign });
  });

  test("endpoints of Regions and their audiences are AWS's too", async () => {
    const trusting = trust({ Federated: providerArn }, ACTION);
    const role = await world.role("regional", { trust: [trusting] });
    const recipient = "https://eu-west-1.signin.aws.amazon.com/saml/acs/SAMLSP1234";
    const attributes = usual(role.arn);
    const answer = await assume({ recipient, audience: recipient, attributes }, { RoleArn: role.arn });
    expect(answer.Audience).toBe(recipient);
    await expectServiceError(assume({ recipient }), notAuthorized);
  });

  test("the trust policy sees who the subject is and what the directory says", async () => {
    const condition = {
      StringEquals: {
        "saml:sub": "alice@example.com",
        "saml:sub_type": "persistent",
        "saml:iss": ENTITY,
        "saml:doc": `${ACCOUNT}/corp`,
      },
      "ForAnyValue:StringEquals": { "saml:edupersonaffiliation": "staff" },
    };
    const role = await world.role("staff", { trust: [trust({ Federated: providerArn }, ACTION, condition)] });
    const affiliation = "urn:oid:1.3.6.1.4.1.5923.1.1.1.1";
    const attributes = { ...usual(role.arn), [affiliation]: ["member", "staff"] };
    await assume({ attributes }, { RoleArn: role.arn });
    await expectServiceError(assume({ attributes, subject: "eve" }, { RoleArn: role.arn }), notAuthorized);
    await expectServiceError(assume({ attributes: usual(role.arn) }, { RoleArn: role.arn }), notAuthorized);
  });

  test("tags, transitive keys and source identity come from attributes, when they are trusted", async () => {
    const actions = [ACTION, "sts:TagSession", "sts:SetSourceIdentity"];
    const may = allow("iam:ListUsers", "*", { Condition: { StringEquals: { "aws:PrincipalTag/Team": "data" } } });
    const role = await world.role("tagged", { trust: [trust({ Federated: providerArn }, actions)], may: [may] });
    const attributes = {
      ...usual(role.arn),
      "PrincipalTag:Team": "data",
      TransitiveTagKeys: "Team",
      SourceIdentity: "alice",
    };
    const answer = await assume({ attributes }, { RoleArn: role.arn });
    expect(answer.SourceIdentity).toBe("alice");
    await world.as(IAMClient, keysOf(answer.Credentials)).send(new ListUsersCommand({}));
    await expectServiceError(assume({ attributes: { ...usual(), "PrincipalTag:Team": "data" } }), notAuthorized);
    await expectServiceError(assume({ attributes: { ...usual(), SourceIdentity: "alice" } }), notAuthorized);
  });

  test("the session ends with the provider's own, when the assertion says when that is", async () => {
    const { Credentials } = await assume({ sessionEnds: 1_000_000 });
    const lifeMs = (Credentials?.Expiration?.getTime() ?? 0) - world.clock.nowMs();
    expect(lifeMs).toBeGreaterThan(990_000);
    expect(lifeMs).toBeLessThan(1_060_000);
  });
});

describe("errors", () => {
  test("a provider that is not there", async () => {
    await expectServiceError(
      assume({}, { PrincipalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/none` }),
      invalid("Specified provider doesn't exist."),
    );
    await expectServiceError(assume({}, { PrincipalArn: `arn:aws:iam::${ACCOUNT}:role/none` }), {
      name: "ValidationError",
      status: 400,
    });
  });

  test("what is no response of SAML", async () => {
    const nonsense = invalid("Your request included an invalid SAML response. To logout, click here.");
    for (const xml of ["hello", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", provider.assertion(), "<a><b></a>"])
      await expectServiceError(present(xml), nonsense);
    await expectServiceError(assume({ before: (xml) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, "") }), nonsense);
  });

  test("an authentication that the provider says has failed", async () => {
    await expectServiceError(assume({ status: "Requester" }), {
      name: "IDPRejectedClaimException",
      status: 403,
      message: "The identity provider (IdP) reported that authentication failed.",
    });
  });

  test("another audience, another recipient, another issuer", async () => {
    await expectServiceError(
      assume({ audience: "https://example.com" }),
      invalid("Response does not contain the required audience."),
    );
    await expectServiceError(
      assume({ recipient: "https://signin.aws.amazon.com.example.com/saml" }),
      invalid(/not meant for/),
    );
    await expectServiceError(
      assume({ issuer: "https://other.example.com" }),
      invalid("Issuer not present in specified provider"),
    );
  });

  test("times that have passed, or have not come", async () => {
    const expired = { name: "ExpiredTokenException", status: 400 };
    await expectServiceError(assume({ issued: -240_000, ends: -60_000 }), expired);
    await expectServiceError(assume({ issued: -360_000, ends: 600_000 }), {
      ...expired,
      message: "Token must be redeemed within 5 minutes of issuance",
    });
    await expectServiceError(assume({ notBefore: 600_000, ends: 900_000 }), invalid(/not valid yet/));
  });

  test("a session name that is missing or malformed, and a role that the provider does not give", async () => {
    await expectServiceError(
      assume({ attributes: { Role: usual()["Role"] ?? "" } }),
      invalid("RoleSessionName is required in AuthnResponse"),
    );
    await expectServiceError(
      assume({ attributes: { ...usual(), RoleSessionName: "a b" } }),
      invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
    );
    await expectServiceError(
      assume({ attributes: { RoleSessionName: "alice" } }),
      invalid("Your request included an invalid SAML response. To logout, click here."),
    );
    const mine = await world.role("mine", { trust: [trust({ Federated: providerArn }, ACTION)] });
    await expectServiceError(assume({}, { RoleArn: mine.arn }), notAuthorized);
  });

  test("a role that is not there, or does not trust the provider", async () => {
    const closed = await world.role("closed", { trust: [trust({ AWS: ROOT_ARN })] });
    for (const arn of [closed.arn, `arn:aws:iam::${ACCOUNT}:role/none`])
      await expectServiceError(assume({ attributes: usual(arn) }, { RoleArn: arn }), notAuthorized);
  });
});

describe("signatures", () => {
  test("none, of another key, or of a changed document", async () => {
    await expectServiceError(assume({ sign: "none" }), unsigned);
    const stranger = await SamlProvider.make(ENTITY);
    await expectServiceError(present(stranger.respond({ attributes: usual() })), unsigned);
    const signed = provider.respond({ attributes: usual() });
    await expectServiceError(present(signed.replace("alice@example.com", "admin@example.com")), unsigned);
    await expectServiceError(present(signed.replace("corp-reader,", "corp-admin2,")), unsigned);
  });

  test("with SHA-1 or a shared secret", async () => {
    await expectServiceError(assume({ signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" }), unsigned);
    await expectServiceError(assume({ digestAlgorithm: "http://www.w3.org/2000/09/xmldsig#sha1" }), unsigned);
  });

  test("an assertion wrapped around, before, after or inside a signed one is never believed", async () => {
    const signed = provider.respond({ attributes: usual() });
    const real = /<saml:Assertion.*<\/saml:Assertion>/s.exec(signed)?.[0] ?? "";
    const forged = provider.assertion({ attributes: usual(), subject: "admin@example.com" }, "_forged");
    const withoutReal = signed.replace(real, "@");
    const signature = /<ds:Signature.*<\/ds:Signature>|<Signature.*<\/Signature>/s.exec(real)?.[0] ?? "";
    expect([real, signature]).not.toContain("");
    const wrapped = forged.replace("</saml:Issuer>", `</saml:Issuer>${signature}`);
    const attempts = [
      withoutReal.replace("@", forged + real),
      withoutReal.replace("@", real + forged),
      withoutReal.replace("@", forged.replace("</saml:Assertion>", `${real}</saml:Assertion>`)),
      withoutReal.replace("@", wrapped.replace("</saml:Assertion>", `${real.replace(signature, "")}</saml:Assertion>`)),
      withoutReal.replace("@", forged + `<samlp:Extensions>${real}</samlp:Extensions>`),
      withoutReal.replace("@", wrapped + `<samlp:Extensions>${real.replace(signature, "")}</samlp:Extensions>`),
      withoutReal.replace("@", wrapped.replace('ID="_forged"', 'ID="_assertion"') + real.replace(signature, "")),
    ];
    for (const xml of attempts) {
      const subject = await present(xml).then(
        ({ Subject }) => Subject,
        (error: Error) => error.name,
      );
      expect(["alice@example.com", "InvalidIdentityTokenException"]).toContain(subject);
    }
  });

  test("a comment in the signed text does not cut it short", async () => {
    const before = (xml: string): string => xml.replace("alice@example.com", "alice@example.com<!-- x -->.evil.org");
    expect((await assume({ before })).Subject).toBe("alice@example.com.evil.org");
  });

  test("a certificate that the document brings along is not believed", async () => {
    const stranger = await SamlProvider.make(ENTITY);
    const xml = stranger.respond({ attributes: usual() });
    expect(xml).toContain("X509Certificate");
    await expectServiceError(present(xml), unsigned);
  });

  test("new metadata counts from the next call on", async () => {
    const successor = await SamlProvider.make(ENTITY);
    await world.iam.send(
      new UpdateSAMLProviderCommand({ SAMLProviderArn: providerArn, SAMLMetadataDocument: successor.metadata }),
    );
    await expectServiceError(assume(), unsigned);
    await present(successor.respond({ attributes: usual() }));
  });
});
