/**
 * Server certificates, signing certificates and SSH public keys through the SDK.
 */
import { createHash, generateKeyPairSync } from "node:crypto";
import {
  CreateUserCommand,
  DeleteServerCertificateCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  GetServerCertificateCommand,
  GetSSHPublicKeyCommand,
  IAMClient,
  ListServerCertificatesCommand,
  ListServerCertificateTagsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  TagServerCertificateCommand,
  UpdateServerCertificateCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
  UploadServerCertificateCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

interface Pair {
  readonly cert: string;
  readonly private: string;
}
const makePair = (name: string): Promise<Pair> =>
  generate([{ name: "commonName", value: name }], { keyType: "ec", curve: "P-256" });

let server: TestServer;
let iam: IAMClient;
let one: Pair;
let other: Pair;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  [one, other] = await Promise.all([makePair("one.example.com"), makePair("other.example.com")]);
  await iam.send(new CreateUserCommand({ UserName: "holder" }));
});
afterAll(() => server.close());

describe("server certificates", () => {
  const upload = (input: Partial<UploadServerCertificateCommand["input"]>) =>
    iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName: "site",
        CertificateBody: one.cert,
        PrivateKey: one.private,
        ...input,
      }),
    );

  test("are kept without their private keys, with the times they are good for", async () => {
    const { ServerCertificateMetadata } = await upload({
      Path: "/cloudfront/",
      CertificateChain: other.cert,
      Tags: [{ Key: "a", Value: "1" }],
    });
    expect(ServerCertificateMetadata).toMatchObject({
      ServerCertificateName: "site",
      Arn: `arn:aws:iam::${server.accountId}:server-certificate/cloudfront/site`,
      ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
    });
    const { ServerCertificate } = await iam.send(new GetServerCertificateCommand({ ServerCertificateName: "site" }));
    expect(ServerCertificate?.CertificateBody?.trim()).toBe(one.cert.trim());
    expect(ServerCertificate?.CertificateChain?.trim()).toBe(other.cert.trim());
    expect(JSON.stringify(ServerCertificate)).not.toContain("PRIVATE KEY");
    expect(ServerCertificate?.ServerCertificateMetadata?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  });

  test("are listed below a path, renamed and deleted", async () => {
    await upload({ ServerCertificateName: "plain" });
    const names = async (PathPrefix?: string): Promise<(string | undefined)[]> => {
      const { ServerCertificateMetadataList } = await iam.send(new ListServerCertificatesCommand({ PathPrefix }));
      return (ServerCertificateMetadataList ?? []).map(({ ServerCertificateName }) => ServerCertificateName);
    };
    expect(await names()).toEqual(["plain", "site"]);
    expect(await names("/cloudfront")).toEqual(["site"]);
    await expectServiceError(
      iam.send(
        new UpdateServerCertificateCommand({ ServerCertificateName: "plain", NewServerCertificateName: "site" }),
      ),
      { name: "EntityAlreadyExistsException", status: 409 },
    );
    await iam.send(
      new UpdateServerCertificateCommand({
        ServerCertificateName: "plain",
        NewServerCertificateName: "fancy",
        NewPath: "/x/",
      }),
    );
    await iam.send(
      new TagServerCertificateCommand({ ServerCertificateName: "fancy", Tags: [{ Key: "k", Value: "v" }] }),
    );
    const { Tags } = await iam.send(new ListServerCertificateTagsCommand({ ServerCertificateName: "fancy" }));
    expect(Tags).toEqual([{ Key: "k", Value: "v" }]);
    await iam.send(new DeleteServerCertificateCommand({ ServerCertificateName: "fancy" }));
    await expectServiceError(iam.send(new GetServerCertificateCommand({ ServerCertificateName: "fancy" })), {
      name: "NoSuchEntityException",
      status: 404,
      message: "The Server Certificate with name fancy cannot be found.",
    });
  });

  test("are refused when they are none, or the key is another's", async () => {
    await expectServiceError(upload({ ServerCertificateName: "bad", CertificateBody: "nothing" }), {
      name: "MalformedCertificateException",
      status: 400,
    });
    await expectServiceError(upload({ ServerCertificateName: "bad", PrivateKey: other.private }), {
      name: "KeyPairMismatchException",
      status: 400,
    });
    await expectServiceError(upload({ ServerCertificateName: "bad", CertificateChain: "nothing" }), {
      name: "MalformedCertificateException",
      status: 400,
    });
    await expectServiceError(upload({}), { name: "EntityAlreadyExistsException", status: 409 });
  });
});

describe("signing certificates", () => {
  const upload = (CertificateBody: string) =>
    iam.send(new UploadSigningCertificateCommand({ UserName: "holder", CertificateBody }));

  test("are two for a user, each once, on or off", async () => {
    const { Certificate } = await upload(one.cert);
    expect(Certificate).toMatchObject({ UserName: "holder", Status: "Active" });
    await expectServiceError(upload(one.cert), { name: "DuplicateCertificateException", status: 409 });
    await upload(other.cert);
    const third = await makePair("third.example.com");
    await expectServiceError(upload(third.cert), { name: "LimitExceededException", status: 409 });
    const CertificateId = Certificate?.CertificateId ?? "";
    await iam.send(new UpdateSigningCertificateCommand({ UserName: "holder", CertificateId, Status: "Inactive" }));
    const { Certificates } = await iam.send(new ListSigningCertificatesCommand({ UserName: "holder" }));
    expect(Certificates?.find((one) => one.CertificateId === CertificateId)?.Status).toBe("Inactive");
    await expectServiceError(iam.send(new DeleteUserCommand({ UserName: "holder" })), {
      name: "DeleteConflictException",
      status: 409,
    });
    for (const certificate of Certificates ?? [])
      await iam.send(
        new DeleteSigningCertificateCommand({ UserName: "holder", CertificateId: certificate.CertificateId }),
      );
    await expectServiceError(iam.send(new DeleteSigningCertificateCommand({ UserName: "holder", CertificateId })), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });

  test("are refused when they are none", async () => {
    await expectServiceError(upload("nothing"), { name: "MalformedCertificateException", status: 400 });
  });
});

describe("SSH public keys", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const { e = "", n = "" } = publicKey.export({ format: "jwk" });
  const modulus = Buffer.concat([Buffer.of(0), Buffer.from(n, "base64url")]);
  const blob = Buffer.concat([Buffer.from("ssh-rsa"), Buffer.from(e, "base64url"), modulus].map(field));
  const ssh = `ssh-rsa ${blob.toString("base64")}`;
  const upload = (SSHPublicKeyBody: string) =>
    iam.send(new UploadSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyBody }));

  test("are shown in either form, with the fingerprint that ssh-keygen shows", async () => {
    const { SSHPublicKey } = await upload(`${ssh} me@here`);
    const fingerprint = createHash("md5").update(blob).digest("hex").match(/../g)?.join(":");
    expect(SSHPublicKey).toMatchObject({ UserName: "holder", Status: "Active", Fingerprint: fingerprint });
    const id = SSHPublicKey?.SSHPublicKeyId ?? "";
    expect(id).toMatch(/^APKA/);
    const get = async (Encoding: "SSH" | "PEM"): Promise<string | undefined> =>
      (await iam.send(new GetSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyId: id, Encoding }))).SSHPublicKey
        ?.SSHPublicKeyBody;
    expect(await get("SSH")).toBe(ssh);
    expect((await get("PEM"))?.trim()).toBe(pem.trim());
    await expectServiceError(
      iam.send(new GetSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyId: id, Encoding: "DER" as "PEM" })),
      { name: "UnrecognizedPublicKeyEncodingException", status: 400 },
    );
    await expectServiceError(upload(pem), { name: "DuplicateSSHPublicKeyException", status: 400 });
    await iam.send(new UpdateSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyId: id, Status: "Inactive" }));
    const { SSHPublicKeys } = await iam.send(new ListSSHPublicKeysCommand({ UserName: "holder" }));
    expect(SSHPublicKeys).toMatchObject([{ SSHPublicKeyId: id, Status: "Inactive" }]);
    await iam.send(new DeleteSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyId: id }));
    await expectServiceError(iam.send(new DeleteSSHPublicKeyCommand({ UserName: "holder", SSHPublicKeyId: id })), {
      name: "NoSuchEntityException",
      status: 404,
      message: `The Public Key with id ${id} cannot be found.`,
    });
  });

  test("are RSA keys of 2,048 bits or more", async () => {
    const refusal = { name: "InvalidPublicKeyException", status: 400 } as const;
    await expectServiceError(upload("ssh-rsa AAAA"), refusal);
    await expectServiceError(upload("nothing"), refusal);
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    await expectServiceError(upload(small.export({ format: "pem", type: "spki" }).toString()), refusal);
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
    await expectServiceError(upload(curve.export({ format: "pem", type: "spki" }).toString()), refusal);
  });
});
