/** `lakebed why` on a refusal through an access point: it names the side that refused, and what that side is missing. */
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../../../src/cli/command-line.ts";
import { allow } from "../../sts/identity-world.ts";
import { type AccessPoint, AccessPoints } from "./fixture.ts";

let points: AccessPoints;
let point: AccessPoint;
let Bucket: string;
beforeAll(async () => {
  points = await AccessPoints.start();
  Bucket = await points.bucket();
  point = await points.accessPoint(Bucket);
  await points.root.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
});
afterAll(() => points.close());

/** What the command says to root of a refused read by a user who may do this. */
async function whyNot(name: string, resource: string): Promise<string> {
  const { keys } = await points.world.user(name, allow("s3:GetObject", resource));
  const reading = points.world.as(S3Client, keys).send(new GetObjectCommand({ Bucket: point.alias, Key: "k" }));
  const { $metadata } = await reading.then(
    () => ({ $metadata: {} as { requestId?: string } }),
    (error: { $metadata: { requestId?: string } }) => error,
  );
  const { accessKeyId, secretAccessKey } = points.world.server.credentials;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  delete process.env["AWS_SESSION_TOKEN"];
  let out = "";
  const terminal = { out: (text: string) => void (out += text), err: () => undefined, isTerminal: false };
  await runCommandLine(["why", $metadata.requestId ?? "", "--port", String(points.world.server.port)], terminal);
  return out;
}

test("the access point's, of which the bucket was not asked yet", async () => {
  const out = await whyNot("of-bucket", `arn:aws:s3:::${Bucket}/*`);
  expect(out).toContain(`on    ${point.arn}/object/k`);
  expect(out).toContain("The access point refuses; its bucket was not asked yet, and must permit it too.");
  expect(out).toContain(`"Resource": "${point.arn}/object/k"`);
});

test("the bucket's, when the access point permits", async () => {
  const out = await whyNot("of-point", `${point.arn}/object/*`);
  expect(out).toContain(`on    arn:aws:s3:::${Bucket}/k`);
  expect(out).toContain(`The access point ${point.arn} permits it; its bucket refuses.`);
  expect(out).toContain(`"Resource": "arn:aws:s3:::${Bucket}/k"`);
  expect(out).toContain(`with  s3:DataAccessPointArn = "${point.arn}"`);
});
