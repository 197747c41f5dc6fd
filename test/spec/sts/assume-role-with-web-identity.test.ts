/** sts:AssumeRoleWithWebIdentity through the SDK, with an OpenID Connect provider on this machine. */
import { CreateOpenIDConnectProviderCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { JWTPayload } from "jose";
import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, keysOf, policy, trust } from "./identity-world.ts";
import { OidcProvider } from "./oidc-provider.ts";

const ACTION = "sts:AssumeRoleWithWebIdentity";

let world: IdentityWorld;
let provider: OidcProvider;
let providerArn: string;
let roleArn: string;
let anonymous: STSClient;

beforeAll(async () => {
  world = await IdentityWorld.start();
  provider = await OidcProvider.start();
  providerArn = await register(provider);
  const sub = { StringEquals: { [`${provider.url}:sub`]: "user-1", [`${provider.url}:aud`]: "client-1" } };
  const trusting = trust({ Federated: providerArn }, ACTION, sub);
  roleArn = (await world.role("web", { trust: [trusting], may: [allow("iam:ListUsers")] })).arn;
  // No credentials at all: the call is not signed.
  anonymous = new STSClient({ endpoint: world.server.endpoint, region: "us-east-1", maxAttempts: 1 });
});
afterAll(async () => {
  anonymous.destroy();
  await provider.stop();
  await world.close();
});

async function register(issuer: OidcProvider, ThumbprintList: string[] = []): Promise<string> {
  const command = { Url: issuer.issuer, ClientIDList: ["client-1", "client-2"], ThumbprintList };
  const { OpenIDConnectProviderArn = "" } = await world.iam.send(new CreateOpenIDConnectProviderCommand(command));
  return OpenIDConnectProviderArn;
}

const assume = (WebIdentityToken: string, more: object = {}) =>
  anonymous.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: "job", WebIdentityToken, ...more }),
  );
const assumeWith = async (claims: JWTPayload, more: object = {}) => assume(await provider.token(claims), more);

const notAuthorized = {
  name: "AccessDenied",
  status: 403,
  message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
};
const invalid = (message: string | RegExp) => ({ name: "InvalidIdentityTokenException", status: 400, message });

describe("behaviour", () => {
  test("a token that the provider signed gives the role's session, without any credentials", async () => {
    const answer = await assumeWith({});
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: "user-1",
      Audience: "client-1",
      Provider: providerArn,
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/web/job` },
    });
    const keys = keysOf(answer.Credentials);
    expect((await world.sts(keys).send(new GetCallerIdentityCommand({}))).Arn).toBe(answer.AssumedRoleUser?.Arn);
    await world.as(IAMClient, keys).send(new ListUsersCommand({}));
  });

  test("the trust policy sees subject and audience", async () => {
    await expectServiceError(assumeWith({ sub: "user-2" }), notAuthorized);
    await expectServiceError(assumeWith({ aud: "client-2" }), notAuthorized);
    await assumeWith({ aud: ["other", "client-1"] });
  });

  test("where a token says whom it was issued to, that is its audience", async () => {
    expect((await assumeWith({ aud: "somewhere", azp: "client-1" })).Audience).toBe("client-1");
    await expectServiceError(assumeWith({ azp: "unknown" }), invalid("Incorrect token audience"));
  });

  test("tags in the token become session tags, when sts:TagSession is trusted with them", async () => {
    const claims = {
      "https://aws.amazon.com/tags": { principal_tags: { Team: ["data"] }, transitive_tag_keys: ["Team"] },
    };
    await expectServiceError(assumeWith(claims), { ...notAuthorized });
    const byTag = allow("iam:ListUsers", "*", { Condition: { StringEquals: { "aws:PrincipalTag/Team": "data" } } });
    const trusting = trust({ Federated: providerArn }, [ACTION, "sts:TagSession"], {
      StringEquals: { "aws:RequestTag/Team": "data" },
    });
    const role = await world.role("tagged", { trust: [trusting], may: [byTag] });
    const { Credentials, PackedPolicySize } = await assumeWith(claims, { RoleArn: role.arn });
    expect(PackedPolicySize).toBeGreaterThan(0);
    await world.as(IAMClient, keysOf(Credentials)).send(new ListUsersCommand({}));
    await expectServiceError(assumeWith({}, { RoleArn: role.arn }), notAuthorized);
  });

  test("the provider's claims stay with the session, for its policies", async () => {
    const may = allow("iam:ListUsers", "*", {
      Condition: { StringEquals: { [`${provider.url}:sub`]: "user-9", "aws:FederatedProvider": providerArn } },
    });
    const role = await world.role("claims", { trust: [trust({ Federated: providerArn }, ACTION)], may: [may] });
    const nine = await assumeWith({ sub: "user-9" }, { RoleArn: role.arn });
    const eight = await assumeWith({ sub: "user-8" }, { RoleArn: role.arn });
    await world.as(IAMClient, keysOf(nine.Credentials)).send(new ListUsersCommand({}));
    await expectServiceError(world.as(IAMClient, keysOf(eight.Credentials)).send(new ListUsersCommand({})), {
      name: "AccessDenied",
      status: 403,
    });
  });

  test("a source identity in the token is set, when that is trusted", async () => {
    const role = await world.role("sourced", {
      trust: [trust({ Federated: providerArn }, [ACTION, "sts:SetSourceIdentity"])],
    });
    const claims = { "https://aws.amazon.com/source_identity": "alice" };
    expect((await assumeWith(claims, { RoleArn: role.arn })).SourceIdentity).toBe("alice");
    await expectServiceError(assumeWith(claims), notAuthorized);
  });

  test("session policies narrow the session, and the duration is the role's at most", async () => {
    const narrowed = await assumeWith({}, { Policy: policy(allow("s3:*")) });
    await expectServiceError(world.as(IAMClient, keysOf(narrowed.Credentials)).send(new ListUsersCommand({})), {
      name: "AccessDenied",
      status: 403,
    });
    await expectServiceError(assumeWith({}, { DurationSeconds: 3601 }), {
      name: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  test("keys are fetched once, and again when a token names a key that is not among them", async () => {
    const before = provider.fetched.length;
    await Promise.all([assumeWith({}), assumeWith({}), assumeWith({})]);
    expect(provider.fetched.length).toBe(before);
    world.clock.advance(1000);
    await provider.newKey("second");
    await Promise.all([assumeWith({}), assumeWith({}), assumeWith({})]);
    expect(provider.fetched.slice(before)).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  test("elliptic curves sign too, and keys without an id are tried one by one", async () => {
    const issuer = await OidcProvider.start();
    await issuer.newKey(undefined, "RS256", true);
    await issuer.newKey(undefined, "RS256");
    await issuer.newKey(undefined, "ES256");
    await issuer.newKey("four", "ES384");
    const role = await world.role("curves", { trust: [trust({ Federated: await register(issuer) }, ACTION)] });
    for (const keyAt of [0, 1, 2, 3]) await assume(await issuer.token({}, keyAt), { RoleArn: role.arn });
    await issuer.stop();
  });
});

describe("errors", () => {
  test("a token that is none, or lacks a claim", async () => {
    await expectServiceError(
      assume("not-a-token"),
      invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
    );
    for (const claim of ["sub", "aud", "exp", "iat"])
      await expectServiceError(assumeWith({ [claim]: undefined }), invalid(`Missing a required claim: ${claim}`));
  });

  test("an issuer that is not registered, and an audience that is not", async () => {
    await expectServiceError(
      assumeWith({ iss: "https://elsewhere.example.com" }),
      invalid("No OpenIDConnect provider found in your account for https://elsewhere.example.com"),
    );
    await expectServiceError(assumeWith({ aud: "client-3" }), invalid("Incorrect token audience"));
  });

  test("a token past its time, and one from the future", async () => {
    const seconds = Math.floor(Date.now() / 1000);
    await expectServiceError(assumeWith({ exp: seconds - 60 }), {
      name: "ExpiredTokenException",
      status: 400,
      message: new RegExp(
        `^Token expired: current date/time \\d+ must be before the expiration date/time ${seconds - 60}$`,
      ),
    });
    await expectServiceError(assumeWith({ nbf: seconds + 3600, exp: seconds + 7200 }), invalid(/not valid yet/));
  });

  test("a token that the provider did not sign", async () => {
    const stranger = await OidcProvider.start();
    await expectServiceError(assume(await stranger.token({ iss: provider.issuer })), invalid(/could not be verified/));
    await stranger.stop();
    const [header = "", payload = "", signature = ""] = (await provider.token()).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: "user-1", admin: true })).toString("base64url");
    await expectServiceError(assume(`${header}.${changed}.${signature}`), invalid(/could not be verified/));
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    await expectServiceError(assume(`${none}.${payload}.`), invalid(/could not be verified|not a valid JWT/));
  });

  test("an algorithm that AWS does not take", async () => {
    const issuer = await OidcProvider.start();
    await issuer.newKey("pss", "PS256", true);
    const role = await world.role("pss", { trust: [trust({ Federated: await register(issuer) }, ACTION)] });
    await expectServiceError(assume(await issuer.token(), { RoleArn: role.arn }), invalid(/could not be verified/));
    await issuer.stop();
  });

  test("a role that is not there, or does not trust the provider, says no more than that", async () => {
    await expectServiceError(assumeWith({}, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/none` }), notAuthorized);
    const other = await world.role("other", { trust: [trust({ AWS: ACCOUNT })] });
    await expectServiceError(assumeWith({}, { RoleArn: other.arn }), notAuthorized);
    await expectServiceError(assumeWith({}, { RoleArn: "arn:aws:s3:::bucket/role/x" }), {
      name: "ValidationError",
      status: 400,
      message: "Request ARN is invalid",
    });
  });

  test("a provider that does not answer, or not with keys", async () => {
    const issuer = await OidcProvider.start();
    const role = await world.role("broken", { trust: [trust({ Federated: await register(issuer) }, ACTION)] });
    const noKeys = invalid(/^Couldn't retrieve verification key from your identity provider/);
    const attempt = async () => assume(await issuer.token(), { RoleArn: role.arn });
    for (const broken of [
      { status: 500, body: "" },
      { status: 302, body: "", headers: { location: `${provider.issuer}/.well-known/openid-configuration` } },
      { status: 200, body: "not json" },
      { status: 200, body: "[]" },
      { status: 200, body: JSON.stringify({ issuer: issuer.issuer, jwks_uri: "file:///etc/passwd" }) },
      { status: 200, body: JSON.stringify({ issuer: issuer.issuer, jwks_uri: "http://192.0.2.1/keys" }) },
      { status: 200, body: JSON.stringify({ issuer: "https://other", jwks_uri: `${provider.issuer}/keys` }) },
      { status: 200, body: " ".repeat(300 * 1024) },
    ]) {
      issuer.override = () => broken;
      await expectServiceError(attempt(), noKeys);
    }
    issuer.override = undefined;
    await attempt();
    const token = await issuer.token({}, -1);
    await issuer.stop();
    const later = await OidcProvider.start();
    await later.stop();
    expect((await assume(token, { RoleArn: role.arn })).Credentials).toBeDefined();
    const gone = await world.role("gone", { trust: [trust({ Federated: await register(later) }, ACTION)] });
    await expectServiceError(assume(await later.token(), { RoleArn: gone.arn }), {
      name: "IDPCommunicationErrorException",
      status: 400,
    });
  });

  test("access tokens of named providers are not pretended to be checked", async () => {
    await expectServiceError(assumeWith({}, { ProviderId: "www.amazon.com" }), { name: "NotImplemented", status: 501 });
    await expectServiceError(assumeWith({}, { ProviderId: "example.com" }), { name: "ValidationError", status: 400 });
  });

  test("a call of another operation without a signature is still refused", async () => {
    const answer = await fetch(world.server.endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `Action=AssumeRole&Version=2011-06-15&RoleArn=${roleArn}&RoleSessionName=job`,
    });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("MissingAuthenticationToken")]);
  });
});

describe("providers behind TLS", () => {
  test("a certificate that no public authority knows is trusted by its thumbprint alone, for its own names", async () => {
    const { generate } = await import("selfsigned");
    const names = [{ name: "commonName", value: "localhost" }];
    const altNames = [{ type: 2 as const, value: "localhost" }];
    const { private: key, cert } = await generate(names, {
      keySize: 2048,
      algorithm: "sha256",
      extensions: [{ name: "subjectAltName", altNames }],
    });
    const secure = await OidcProvider.start({ key, cert });
    const pinned = await register(secure, [new X509Certificate(cert).fingerprint.replaceAll(":", "")]);
    const role = await world.role("secure", { trust: [trust({ Federated: pinned }, ACTION)] });
    await assume(await secure.token(), { RoleArn: role.arn });
    await secure.stop();
    const other = await OidcProvider.start({ key, cert });
    const unpinned = await register(other, ["a".repeat(40)]);
    const second = await world.role("insecure", { trust: [trust({ Federated: unpinned }, ACTION)] });
    await expectServiceError(
      assume(await other.token(), { RoleArn: second.arn }),
      invalid("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"),
    );
    await other.stop();
  });
});
