/** Other services on sealed objects: Athena reads and writes them in its caller's name, with KMS's decision, and leaves nothing open behind. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import { DisableKeyCommand } from "@aws-sdk/client-kms";
import { HeadObjectCommand, ListObjectsV2Command, PutBucketEncryptionCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runQuery } from "../../../support/athena.ts";
import { customerKey, type SealedWorld, startSealedWorld } from "./world.ts";

let dataDir: string;
let world: SealedWorld;
let athena: AthenaClient;
let results: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lakebed.sealed-queries-"));
  world = await startSealedWorld({ dataDir, s3Defaults: "legacy" });
  athena = world.server.client(AthenaClient);
  results = await world.createBucket();
  await world.server.client(GlueClient).send(new CreateDatabaseCommand({ DatabaseInput: { Name: "default" } }));
});
afterAll(async () => {
  await world.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Long enough to be a file of its own. */
const ROWS = 20_000;
const SECRET = "a word that nobody else uses";
const csv = Array.from({ length: ROWS }, (_, index) => `${index},${SECRET}`).join("\n");
const table = (name: string): Promise<string[][]> =>
  runQuery(
    athena,
    `CREATE EXTERNAL TABLE default.${name} (id int, word string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://${world.bucket}/${name}/'`,
    `s3://${results}/`,
  );
const count = (name: string): Promise<string[][]> =>
  runQuery(athena, `SELECT count(*) FROM "default".${name} WHERE word = '${SECRET}'`, `s3://${results}/`);

async function filesWith(text: string): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
  return contents.filter(({ bytes }) => bytes.includes(text)).map(({ path }) => path);
}

test("a query reads what is sealed, and leaves no plaintext behind", { timeout: 120_000 }, async () => {
  for (const [name, options] of [
    ["owned", { ServerSideEncryption: "AES256" }],
    ["managed", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: world.keyArn }],
    ["twice", { ServerSideEncryption: "aws:kms:dsse", SSEKMSKeyId: world.keyArn }],
  ] as const) {
    await world.put(`${name}/rows.csv`, csv, options);
    await table(name);
    expect(await count(name)).toEqual([["_col0"], [String(ROWS)]]);
  }
  expect(await filesWith(`9,${SECRET}`)).toEqual([]);
});

test("what a query writes gets the default of its bucket", { timeout: 120_000 }, async () => {
  const sealed = await world.createBucket();
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } };
  const ServerSideEncryptionConfiguration = { Rules: [rule] };
  await world.s3.send(new PutBucketEncryptionCommand({ Bucket: sealed, ServerSideEncryptionConfiguration }));
  expect(await runQuery(athena, "SELECT 1 AS one", `s3://${sealed}/`)).toEqual([["one"], ["1"]]);
  const { Contents = [] } = await world.s3.send(new ListObjectsV2Command({ Bucket: sealed }));
  expect(Contents.length).toBeGreaterThan(0);
  for (const { Key = "" } of Contents) {
    const head = await world.s3.send(new HeadObjectCommand({ Bucket: sealed, Key }));
    expect(head.ServerSideEncryption).toBe("aws:kms");
  }
});

test("a key that is disabled, or the customer's own, ends the query", { timeout: 120_000 }, async () => {
  const KeyId = await world.newKey();
  await world.put("disabled/rows.csv", csv, { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyId });
  await table("disabled");
  await world.kms.send(new DisableKeyCommand({ KeyId }));
  expect(await reasonOf("disabled")).toMatch(/is disabled/);
  await world.put("customers/rows.csv", csv, customerKey("mine"));
  await table("customers");
  expect(await reasonOf("customers")).toMatch(/stored using a form of Server Side Encryption/);
});

async function reasonOf(name: string): Promise<string> {
  const ResultConfiguration = { OutputLocation: `s3://${results}/` };
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: `SELECT * FROM "default".${name}`, ResultConfiguration }),
  );
  const execution = async () => {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    return QueryExecution?.Status;
  };
  await expect.poll(async () => (await execution())?.State, { timeout: 60_000, interval: 20 }).toBe("FAILED");
  return (await execution())?.StateChangeReason ?? "";
}
