/** An OpenID Connect provider on this machine: a discovery document, a key set, and tokens signed by its keys. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";

type Algorithm = "RS256" | "ES256" | "ES384" | "PS256";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Key {
  readonly id: string | undefined;
  readonly algorithm: Algorithm;
  readonly privateKey: Parameters<SignJWT["sign"]>[0];
  readonly publicKey: object;
}

export class OidcProvider {
  private readonly server: Server;
  private readonly scheme: "http" | "https";
  private keys: Key[] = [];
  private port = 0;
  /** Documents asked for, in order. */
  readonly fetched: string[] = [];
  /** What `/.well-known/openid-configuration` says beside its issuer. */
  discovery: Readonly<Record<string, unknown>> = {};
  /** Answers instead of the documents. */
  override: ((path: string) => Answer | undefined) | undefined;

  private constructor(server: Server, scheme: "http" | "https") {
    this.server = server;
    this.scheme = scheme;
  }

  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<OidcProvider> {
    const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
    const provider = new OidcProvider(server, tls === undefined ? "http" : "https");
    server.on("request", (request, response) => {
      const path = request.url ?? "";
      provider.fetched.push(path);
      const { status, body, headers } = provider.override?.(path) ?? provider.documentAt(path);
      response.writeHead(status, headers ?? {}).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    provider.port = (server.address() as AddressInfo).port;
    await provider.newKey("first");
    return provider;
  }

  /** With its scheme, as tokens spell it. */
  get issuer(): string {
    return `${this.scheme}://localhost:${this.port}`;
  }

  /** As IAM names it. */
  get url(): string {
    return this.issuer.replace(/^https?:\/\//, "");
  }

  /** Adds a key, or with `only` replaces all. */
  async newKey(id: string | undefined, algorithm: Algorithm = "RS256", only = false): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const key = { id, algorithm, privateKey, publicKey: await exportJWK(publicKey) };
    this.keys = only ? [key] : [...this.keys, key];
  }

  /** An ID token for `sub` "user-1", for five minutes. A claim that is undefined is left out. */
  async token(claims: JWTPayload = {}, keyAt = -1): Promise<string> {
    const key = this.keys.at(keyAt);
    if (key === undefined) throw new RangeError("there is no such key");
    const seconds = Math.floor(Date.now() / 1000);
    const payload = { iss: this.issuer, aud: "client-1", sub: "user-1", iat: seconds, exp: seconds + 300, ...claims };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: key.algorithm, ...(key.id === undefined ? {} : { kid: key.id }) })
      .sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private documentAt(path: string): Answer {
    if (path === "/.well-known/openid-configuration") {
      const document = { issuer: this.issuer, jwks_uri: `${this.issuer}/keys`, ...this.discovery };
      return { status: 200, body: JSON.stringify(document) };
    }
    const keys = this.keys.map(({ id, publicKey }) => ({ ...publicKey, ...(id === undefined ? {} : { kid: id }) }));
    return path === "/keys" ? { status: 200, body: JSON.stringify({ keys }) } : { status: 404, body: "" };
  }
}
