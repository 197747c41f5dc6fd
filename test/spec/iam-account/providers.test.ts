/**
 * OpenID Connect and SAML identity providers through the SDK.
 */
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListSAMLProvidersCommand,
  ListSAMLProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from "@aws-sdk/client-iam";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
let certificate: string;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  const made = await generate([{ name: "commonName", value: "idp.example.com" }], { keyType: "rsa" });
  certificate = made.cert.replaceAll(/-----[^-]+-----|\s/g, "");
});
afterAll(() => server.close());

const THUMBPRINT = "c3768084dfb3d2b68b7897bf5f565da8efeedfac";

describe("OpenID Connect providers", () => {
  test("are named by their URL, and keep audiences and thumbprints", async () => {
    const { OpenIDConnectProviderArn: arn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: "https://token.actions.githubusercontent.com",
        ClientIDList: ["sts.amazonaws.com"],
        ThumbprintList: [THUMBPRINT],
        Tags: [{ Key: "team", Value: "ml" }],
      }),
    );
    expect(arn).toBe(`arn:aws:iam::${server.accountId}:oidc-provider/token.actions.githubusercontent.com`);
    const OpenIDConnectProviderArn = arn ?? "";
    const add = (ClientID: string) =>
      iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
    await add("other");
    await add("other");
    await iam.send(
      new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "sts.amazonaws.com" }),
    );
    await iam.send(
      new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "never there" }),
    );
    const ThumbprintList = ["0".repeat(40)];
    await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }));
    const provider = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    expect(provider).toMatchObject({
      Url: "token.actions.githubusercontent.com",
      ClientIDList: ["other"],
      ThumbprintList,
      Tags: [{ Key: "team", Value: "ml" }],
      CreateDate: expect.any(Date),
    });
    const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    expect(OpenIDConnectProviderList).toEqual([{ Arn: arn }]);
  });

  test("take tags", async () => {
    const OpenIDConnectProviderArn = `arn:aws:iam::${server.accountId}:oidc-provider/token.actions.githubusercontent.com`;
    await iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: [{ Key: "a", Value: "1" }] }));
    await iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ["team"] }));
    const { Tags } = await iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn }));
    expect(Tags).toEqual([{ Key: "a", Value: "1" }]);
  });

  test("are there once, and are gone when deleted", async () => {
    await expectServiceError(
      iam.send(new CreateOpenIDConnectProviderCommand({ Url: "https://token.actions.githubusercontent.com" })),
      {
        name: "EntityAlreadyExistsException",
        status: 409,
        message: "Provider with url https://token.actions.githubusercontent.com already exists.",
      },
    );
    const OpenIDConnectProviderArn = `arn:aws:iam::${server.accountId}:oidc-provider/token.actions.githubusercontent.com`;
    await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    await expectServiceError(iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })), {
      name: "NoSuchEntityException",
      status: 404,
      message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
    });
  });

  test("speak HTTPS, but for those on this machine", async () => {
    const create = (Url: string) => iam.send(new CreateOpenIDConnectProviderCommand({ Url }));
    await expectServiceError(create("http://idp.example.com"), { name: "ValidationError", status: 400 });
    await expectServiceError(create("https://idp.example.com/a?b"), { name: "ValidationError", status: 400 });
    await expectServiceError(create("idp.example.com"), { name: "ValidationError", status: 400 });
    const { OpenIDConnectProviderArn } = await create("http://localhost:9090/realms/test");
    expect(OpenIDConnectProviderArn).toMatch(/:oidc-provider\/localhost:9090\/realms\/test$/);
  });

  test("have bounds: thumbprints of 40 digits, at most five", async () => {
    const create = (ThumbprintList: string[]) =>
      iam.send(new CreateOpenIDConnectProviderCommand({ Url: "https://b.example.com", ThumbprintList }));
    await expectServiceError(create(["abc"]), { name: "ValidationError", status: 400 });
    await expectServiceError(create(["z".repeat(40)]), { name: "InvalidInputException", status: 400 });
    await expectServiceError(create(Array.from({ length: 6 }, () => THUMBPRINT)), {
      name: "ValidationError",
      status: 400,
    });
  });
});

function metadata(options: { readonly root?: string; readonly extra?: string; readonly key?: string } = {}): string {
  const { root = "EntityDescriptor", extra = "", key = certificate } = options;
  return `<?xml version="1.0"?>
<md:${root} xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml"${extra}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>${key}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:${root}>
`;
}

describe("SAML providers", () => {
  const arnOf = (name: string): string => `arn:aws:iam::${server.accountId}:saml-provider/${name}`;
  const create = (Name: string, SAMLMetadataDocument: string) =>
    iam.send(new CreateSAMLProviderCommand({ Name, SAMLMetadataDocument }));

  test("keep their metadata as given, and are good until it says", async () => {
    const document = metadata({ extra: ' validUntil="2031-01-02T03:04:05Z"' });
    const { SAMLProviderArn } = await create("corp", document);
    expect(SAMLProviderArn).toBe(arnOf("corp"));
    const got = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }));
    expect(got).toMatchObject({ SAMLMetadataDocument: document, ValidUntil: new Date("2031-01-02T03:04:05Z") });
    expect(got.CreateDate).toBeInstanceOf(Date);
    const other = metadata();
    await iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument: other }));
    const updated = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }));
    expect(updated.SAMLMetadataDocument).toBe(other);
    expect(updated.ValidUntil?.getUTCFullYear()).toBeGreaterThan(2100);
    const { SAMLProviderList } = await iam.send(new ListSAMLProvidersCommand({}));
    expect(SAMLProviderList).toMatchObject([{ Arn: SAMLProviderArn }]);
    await iam.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: [{ Key: "a", Value: "1" }] }));
    expect((await iam.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn }))).Tags).toEqual([
      { Key: "a", Value: "1" },
    ]);
  });

  test("are refused metadata that is none, or has no certificate to verify with", async () => {
    const refusal = { name: "InvalidInputException", status: 400, message: "Could not parse metadata" } as const;
    const pad = (text: string): string => text.padEnd(1100);
    await expectServiceError(create("bad", pad("<html></html>")), refusal);
    await expectServiceError(create("bad", metadata({ root: "EntitiesDescriptor" })), refusal);
    await expectServiceError(create("bad", pad(metadata({ key: "AAAA" }))), refusal);
    await expectServiceError(create("bad", `<!DOCTYPE x [<!ENTITY y "z">]>${metadata()}`), refusal);
    await expectServiceError(create("bad", metadata().slice(0, -10)), refusal);
    await expectServiceError(create("bad", "<short/>"), { name: "ValidationError", status: 400 });
    await expectServiceError(create("a name", metadata()), { name: "ValidationError", status: 400 });
  });

  test("may have comments, and are read in one pass whatever they say", async () => {
    const { SAMLProviderArn } = await create("commented", `<!-- a --><!-- b > -->\n${metadata()}<!-- end -->`);
    expect(SAMLProviderArn).toBe(arnOf("commented"));
    const refusal = { name: "InvalidInputException", status: 400 } as const;
    for (const hostile of [
      "<!---->",
      "<!-- ",
      "<X509Certificate ",
      "<a:",
      "<EntityDescriptor ",
      "</EntityDescriptor>  ",
    ])
      await expectServiceError(create("hostile", hostile.repeat(20_000)), refusal);
  });

  test("are there once, and are gone when deleted", async () => {
    await expectServiceError(create("corp", metadata()), { name: "EntityAlreadyExistsException", status: 409 });
    await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: arnOf("corp") }));
    await expectServiceError(iam.send(new GetSAMLProviderCommand({ SAMLProviderArn: arnOf("corp") })), {
      name: "NoSuchEntityException",
      status: 404,
      message: `Manifest not found for arn ${arnOf("corp")}`,
    });
  });

  test("do not decrypt assertions", async () => {
    const command = new CreateSAMLProviderCommand({
      Name: "encrypted",
      SAMLMetadataDocument: metadata(),
      AssertionEncryptionMode: "Required",
    });
    await expectServiceError(iam.send(command), { name: "NotImplemented", status: 501 });
  });
});
