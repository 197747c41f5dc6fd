/** Ways around a policy that somebody might try, through a client or over a plain socket. None of them opens anything. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListPoliciesGrantingServiceAccessCommand,
  PutRolePermissionsBoundaryCommand,
  SimulatePrincipalPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, GetFederationTokenCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RawConnection, type RawRequest, type RawResponse, requestBytes, signRequest } from "../../support/raw-http.ts";
import { expectServiceError } from "../../support/server.ts";
import {
  ACCOUNT,
  allow,
  IdentityWorld,
  type Keys,
  keysOf,
  policy,
  type TestUser,
  trust,
} from "../sts/identity-world.ts";

const DENIED = { name: "AccessDenied", status: 403 };
const UNKNOWN = { name: "InvalidAccessKeyId", status: 403 };
const Bucket = "ways-around";
const ARN = `arn:aws:s3:::${Bucket}`;

let world: IdentityWorld;
let root: S3Client;

beforeAll(async () => {
  world = await IdentityWorld.start();
  root = world.as(S3Client, world.server.credentials);
  await root.send(new CreateBucketCommand({ Bucket }));
  await root.send(new PutObjectCommand({ Bucket, Key: "secret/x", Body: "x" }));
});
afterAll(() => world.close());

const s3 = (keys: Keys): S3Client => world.as(S3Client, keys);
const sts = (keys: Keys): STSClient => world.as(STSClient, keys);
const list = (keys: Keys) => s3(keys).send(new ListBucketsCommand({}));
const deny = (Action: string, Resource: string): object => ({ Effect: "Deny", Action, Resource });
const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: Error) => error.name,
  );

async function raw(request: RawRequest, service: string, credentials: Keys): Promise<RawResponse | undefined> {
  const connection = await RawConnection.open(world.server);
  try {
    connection.write(requestBytes(await signRequest(world.server, request, { service, credentials })));
    return await connection.next();
  } finally {
    connection.finish();
  }
}

describe("tags of versions", () => {
  test("the tags of the version that is read decide, not those of the current one", async () => {
    const Versioned = "versioned-tags";
    await root.send(new CreateBucketCommand({ Bucket: Versioned }));
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await root.send(new PutBucketVersioningCommand({ Bucket: Versioned, VersioningConfiguration }));
    const put = (Body: string, Tagging: string) =>
      root.send(new PutObjectCommand({ Bucket: Versioned, Key: "k", Body, Tagging }));
    const secret = await put("old", "class=secret");
    const open = await put("new", "class=open");
    const isOpen = { Condition: { StringEquals: { "s3:ExistingObjectTag/class": "open" } } };
    const mayRead = allow(["s3:GetObject", "s3:GetObjectVersion"], "*", isOpen);
    const { keys } = await world.user("tag-reader", mayRead, allow("s3:PutObject"));
    const get = (VersionId?: string) =>
      codeOf(s3(keys).send(new GetObjectCommand({ Bucket: Versioned, Key: "k", VersionId })));
    expect([await get(), await get(open.VersionId), await get(secret.VersionId)]).toEqual([
      undefined,
      undefined,
      "AccessDenied",
    ]);
    const CopySource = `${Versioned}/k?versionId=${secret.VersionId}`;
    await expectServiceError(s3(keys).send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource })), DENIED);
  });
});

describe("ETags", () => {
  test("are compared for those who may read the object only", async () => {
    const { ETag } = await root.send(new PutObjectCommand({ Bucket, Key: "drop/a", Body: "a" }));
    const { keys } = await world.user("dropper", allow(["s3:DeleteObject", "s3:PutObject"]));
    const Key = "drop/a";
    await expectServiceError(s3(keys).send(new PutObjectCommand({ Bucket, Key, Body: "b", IfMatch: ETag })), DENIED);
    await expectServiceError(s3(keys).send(new DeleteObjectCommand({ Bucket, Key, IfMatch: ETag })), DENIED);
    const Delete = { Objects: [{ Key, ETag }] };
    const { Errors } = await s3(keys).send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Errors?.map(({ Code }) => Code)).toEqual(["AccessDenied"]);
    await s3(keys).send(new DeleteObjectCommand({ Bucket, Key, IfMatch: "*" }));
  });

  test("can be asked for of every entry of DeleteObjects", async () => {
    const { ETag } = await root.send(new PutObjectCommand({ Bucket, Key: "drop/b", Body: "b" }));
    const onlyIfMatch = { Condition: { Null: { "s3:if-match": "false" } } };
    const { keys } = await world.user("careful", allow("s3:GetObject"), allow("s3:DeleteObject", "*", onlyIfMatch));
    const remove = async (etag?: string) => {
      const Delete = { Objects: [{ Key: "drop/b", ETag: etag }] };
      const { Errors } = await s3(keys).send(new DeleteObjectsCommand({ Bucket, Delete }));
      return Errors?.map(({ Code }) => Code);
    };
    expect(await remove()).toEqual(["AccessDenied"]);
    expect(await remove(ETag)).toBeUndefined();
  });
});

describe("spellings", () => {
  const IN_PATH = [
    "/B/secret/x",
    "/B/secret%2Fx",
    "/B/secret%2fx",
    "/B/%73ecret/x",
    "/B//secret/x",
    "/B/./secret/x",
    "/B/secret/./x",
    "/B/open/../secret/x",
    "/B/open/%2e%2e/secret/x",
    "/B/secret//x",
    "/B/secret%252Fx",
    "/B/Secret/x",
    "//B/secret/x",
    "/B%2Fsecret/x",
    "/B/%C0%AFsecret/x",
    "/B/secret%5Cx",
    "/./B/secret/x",
    "/other/../B/secret/x",
    "/B/secret/x%00",
    "/B/secret/x/",
  ];
  const IN_COPY_SOURCE = [
    "B/secret%2Fx",
    "B%2Fsecret%2Fx",
    "/B/secret/x",
    "B/secret%252Fx",
    "B/./secret/x",
    "/B//secret/x",
    "B/%73ecret/x",
    "B/secret/x?versionId=null",
    "B/secret/x%3FversionId=null",
  ];
  let speller: TestUser;
  beforeAll(async () => {
    speller = await world.user("speller", allow("s3:*", [ARN, `${ARN}/*`]), deny("s3:*", `${ARN}/secret/*`));
  });

  test.each(IN_PATH)("%s reaches nothing that a Deny keeps", async (path) => {
    const answer = await raw({ path: path.replace("B", Bucket) }, "s3", speller.keys);
    expect(answer?.status).toBeGreaterThanOrEqual(400);
  });

  test.each(IN_COPY_SOURCE)("%s as the source of a copy reaches nothing that a Deny keeps", async (source) => {
    const headers = { "x-amz-copy-source": source.replace("B", Bucket) };
    const answer = await raw({ method: "PUT", path: `/${Bucket}/open/copy`, headers }, "s3", speller.keys);
    expect(answer?.status).toBeGreaterThanOrEqual(400);
  });

  test.each(["*", "secre?", "${*}", "secret/../secret", ""])("the tag value %j is no pattern", async (Value) => {
    const UserName = `tagged-${Value.length}`;
    const { keys } = await world.user(UserName, allow("s3:GetObject", `${ARN}/\${aws:PrincipalTag/team}/*`));
    // IAM takes no such value for some of them; then there is no tag at all.
    await codeOf(world.iam.send(new TagUserCommand({ UserName, Tags: [{ Key: "team", Value }] })));
    await expectServiceError(s3(keys).send(new GetObjectCommand({ Bucket, Key: "secret/x" })), DENIED);
  });

  test("a Deny on a user holds for every way to write its ARN", async () => {
    await world.iam.send(new CreateUserCommand({ UserName: "boss", Path: "/top/" }));
    const { keys } = await world.user("prying", allow("iam:*"), deny("iam:*", `arn:aws:iam::${ACCOUNT}:user/top/boss`));
    const iam = world.as(IAMClient, keys);
    for (const name of ["top/boss", "top/BOSS", "boss", "x/boss", "TOP/boss", "Boss"]) {
      const Arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
      const simulate = new SimulatePrincipalPolicyCommand({ PolicySourceArn: Arn, ActionNames: ["s3:GetObject"] });
      const granting = new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces: ["s3"] });
      const codes = [await codeOf(iam.send(simulate)), await codeOf(iam.send(granting))];
      for (const code of codes)
        expect([name, code]).toEqual([name, expect.stringMatching(/^(AccessDenied|NoSuchEntity)/)]);
    }
  });
});

describe("sessions", () => {
  const may = [allow(["s3:GetObject", "s3:ListAllMyBuckets"])];

  test("of a role see its boundary at once, and end when the role is made anew", async () => {
    const RoleName = "reborn";
    const admin = await world.user("assumer", allow("sts:AssumeRole"));
    const { arn: RoleArn } = await world.role(RoleName, { trust: [trust({ AWS: admin.arn })], may });
    const assumed = await sts(admin.keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "one" }));
    const keys = keysOf(assumed.Credentials);
    await list(keys);
    const boundary = new CreatePolicyCommand({ PolicyName: "sts-only", PolicyDocument: policy(allow("sts:*")) });
    const PermissionsBoundary = (await world.iam.send(boundary)).Policy?.Arn;
    await world.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    await expectServiceError(list(keys), DENIED);
    await world.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "given" }));
    await world.iam.send(new DeleteRoleCommand({ RoleName }));
    await expectServiceError(list(keys), UNKNOWN);
    await world.role(RoleName, { trust: [trust({ AWS: admin.arn })], may });
    await expectServiceError(list(keys), UNKNOWN);
    // What it was refused before is not told to it either.
    expect(await raw({ path: "/_lakebed/why" }, "lakebed", keys)).toMatchObject({ status: 403 });
  });

  test("hold with their own key only", async () => {
    const { keys } = await world.user("swapper", ...may);
    const [one, other] = [
      await sts(keys).send(new GetSessionTokenCommand({})),
      await sts(keys).send(new GetSessionTokenCommand({})),
    ];
    const { sessionToken = "", ...bare } = keysOf(one.Credentials);
    const INVALID = { name: "InvalidToken", status: 400 };
    await expectServiceError(list({ ...keysOf(other.Credentials), sessionToken }), INVALID);
    await expectServiceError(list({ ...keys, sessionToken }), INVALID);
    await expectServiceError(list(bare), UNKNOWN);
  });

  test("and links that a user gave out end with the key or the user, also when the name is taken again", async () => {
    const UserName = "leaver";
    const { keys } = await world.user(UserName, ...may, allow("sts:GetFederationToken"));
    const own = keysOf((await sts(keys).send(new GetSessionTokenCommand({}))).Credentials);
    const federation = new GetFederationTokenCommand({ Name: "guest", Policy: policy(allow("s3:*")) });
    const federated = keysOf((await sts(keys).send(federation)).Credentials);
    const link = (by: Keys) => getSignedUrl(s3(by), new GetObjectCommand({ Bucket, Key: "secret/x" }));
    const links = [await link(own), await link(keys)];
    const statuses = () => Promise.all(links.map(async (url) => (await fetch(url)).status));
    expect(await statuses()).toEqual([200, 200]);
    await list(own);
    await list(federated);
    const named = { UserName, AccessKeyId: keys.accessKeyId };
    await world.iam.send(new UpdateAccessKeyCommand({ ...named, Status: "Inactive" }));
    expect(await statuses()).toEqual([200, 403]);
    await world.iam.send(new DeleteAccessKeyCommand(named));
    await world.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "given" }));
    await world.iam.send(new DeleteUserCommand({ UserName }));
    await world.user(UserName, ...may);
    expect(await statuses()).toEqual([403, 403]);
    for (const gone of [own, federated]) await expectServiceError(list(gone), UNKNOWN);
  });
});

describe("names that JavaScript knows", () => {
  const encrypt = { KeyId: "", Plaintext: Buffer.from("x") };
  let kms: KMSClient;
  beforeAll(async () => {
    kms = world.as(KMSClient, world.server.credentials);
    encrypt.KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
  });

  test.each(["constructor", "__proto__", "toString"])(
    "as a condition key %s is one that no request has",
    async (name) => {
      const Condition = { Null: Object.fromEntries([[name, "true"]]) };
      const has = await world.user(`has-${name}`, allow("kms:Encrypt", "*", { Condition }));
      await world.as(KMSClient, has.keys).send(new EncryptCommand(encrypt));
    },
  );

  test("count in an encryption context that a grant holds to", async () => {
    const { arn, keys } = await world.user("granted");
    const grant = { KeyId: encrypt.KeyId, GranteePrincipal: arn, Operations: ["Decrypt" as const] };
    await kms.send(new CreateGrantCommand({ ...grant, Constraints: { EncryptionContextEquals: { a: "b" } } }));
    // The SDK would drop the pair, so both calls are made by hand.
    const call = (operation: string, by: Keys, members: string) => {
      const headers = { "x-amz-target": `TrentService.${operation}`, "content-type": "application/x-amz-json-1.1" };
      const body = `{${members},"EncryptionContext":{"a":"b","__proto__":"x"}}`;
      return raw({ method: "POST", path: "/", headers, body }, "kms", by);
    };
    const encrypted = await call("Encrypt", world.server.credentials, `"KeyId":"${encrypt.KeyId}","Plaintext":"eA=="`);
    const { CiphertextBlob } = JSON.parse(encrypted?.body ?? "") as { CiphertextBlob: string };
    const refused = await call("Decrypt", keys, `"CiphertextBlob":"${CiphertextBlob}"`);
    expect([refused?.status, refused?.body]).toEqual([400, expect.stringContaining("AccessDeniedException")]);
  });
});

describe("open credentials", () => {
  const SIGNED = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIA/20261123/us-east-1/iam/aws4_request",
    "X-Amz-Date": "20261123T000000Z",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "none",
  }).toString();
  let open: IdentityWorld;
  beforeAll(async () => {
    open = await IdentityWorld.start({ openCredentials: true });
  });
  afterAll(() => open.close());
  const post = async (origin: string): Promise<number> => {
    const body = new URLSearchParams({ Action: "CreateUser", Version: "2010-05-08", UserName: "page" });
    const answer = await fetch(`${open.server.endpoint}/?${SIGNED}`, { method: "POST", headers: { origin }, body });
    return answer.status;
  };

  test("are not for web pages of other sites", async () => {
    expect(await post("https://evil.example")).toBe(403);
    expect(await post("null")).toBe(403);
    expect(await post("http://localhost:3000")).toBe(200);
  });

  test("are not for sites whose name points here", async () => {
    const connection = await RawConnection.open(open.server);
    const query = `${SIGNED}&Action=ListUsers&Version=2010-05-08`;
    connection.write(`GET /?${query} HTTP/1.1\r\nHost: evil.example:${open.server.port}\r\n\r\n`);
    const listed = await connection.next();
    connection.write(`GET /_lakebed/why?${SIGNED} HTTP/1.1\r\nHost: evil.example:${open.server.port}\r\n\r\n`);
    const why = await connection.next();
    connection.finish();
    expect([listed?.status, why?.status]).toEqual([403, 403]);
  });
});

describe("anonymous callers", () => {
  test("may read what is public, but not choose the headers of the answer", async () => {
    const Public = "ways-public";
    await root.send(new CreateBucketCommand({ Bucket: Public }));
    await root.send(new PutObjectCommand({ Bucket: Public, Key: "a", Body: "a" }));
    await root.send(new DeletePublicAccessBlockCommand({ Bucket: Public }));
    const Policy = policy({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${Public}/*`,
    });
    await root.send(new PutBucketPolicyCommand({ Bucket: Public, Policy }));
    const url = `${world.server.endpoint}/${Public}/a`;
    expect((await fetch(url)).status).toBe(200);
    const answer = await fetch(`${url}?response-content-type=text/html`);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("<Code>InvalidRequest</Code>")]);
  });
});
