/** A Deny that names a resource by its ARN holds for whatever else a caller writes in the place of that ARN. */
import { CloudTrailClient, DeleteTrailCommand } from "@aws-sdk/client-cloudtrail";
import { CreateDatabaseCommand, GetTagsCommand, GlueClient, TagResourceCommand } from "@aws-sdk/client-glue";
import {
  AttachUserPolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  DeleteOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, allow, IdentityWorld, policy } from "../sts/identity-world.ts";

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.start();
});
afterAll(() => world.close());

const deny = (Action: string, Resource: string, more: object = {}): object => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const isRefused = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  );
const otherPartition = (arn: string): string => arn.replace("arn:aws:", "arn:aws-cn:");

test("of a managed policy that may not be attached", async () => {
  const PolicyDocument = policy(allow("*"));
  const { Policy } = await world.iam.send(new CreatePolicyCommand({ PolicyName: "Everything", PolicyDocument }));
  const arn = Policy?.Arn ?? "";
  const notThat = deny("iam:AttachUserPolicy", "*", { Condition: { ArnEquals: { "iam:PolicyARN": arn } } });
  const { keys } = await world.user("attacher", allow("iam:AttachUserPolicy"), notThat);
  const iam = world.as(IAMClient, keys);
  for (const PolicyArn of [arn, otherPartition(arn), arn.replace("Every", "every"), arn.replace("policy/", "policy//")])
    expect([
      PolicyArn,
      await isRefused(iam.send(new AttachUserPolicyCommand({ UserName: "attacher", PolicyArn }))),
    ]).toEqual([PolicyArn, true]);
});

test("of an identity provider", async () => {
  const Url = "https://idp.example";
  const ThumbprintList = ["0".repeat(40)];
  await world.iam.send(new CreateOpenIDConnectProviderCommand({ Url, ThumbprintList }));
  const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example`;
  const { keys } = await world.user("provider-admin", allow("iam:*"), deny("iam:*", arn));
  const iam = world.as(IAMClient, keys);
  for (const spelling of [arn, otherPartition(arn), arn.replace("iam::", "iam:us-east-1:"), arn.replace("idp", "IDP")])
    await isRefused(iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: spelling })));
  const { OpenIDConnectProviderList } = await world.iam.send(new ListOpenIDConnectProvidersCommand({}));
  expect(OpenIDConnectProviderList).toEqual([{ Arn: arn }]);
});

test("of a database, whose name has no case", async () => {
  await world.server.client(GlueClient).send(new CreateDatabaseCommand({ DatabaseInput: { Name: "ledger" } }));
  const arn = `arn:aws:glue:us-east-1:${ACCOUNT}:database/ledger`;
  const { keys } = await world.user("tagger", allow("glue:*"), deny("glue:*", arn));
  const glue = world.as(GlueClient, keys);
  for (const ResourceArn of [arn, otherPartition(arn), arn.replace("ledger", "LEDGER"), `${arn}/more`]) {
    const reads = await isRefused(glue.send(new GetTagsCommand({ ResourceArn })));
    const writes = await isRefused(glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { a: "b" } })));
    expect([ResourceArn, reads, writes]).toEqual([ResourceArn, true, true]);
  }
});

test("of a trail, which is not even looked for under another partition", async () => {
  const arn = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/watch`;
  const { keys } = await world.user("hider", allow("cloudtrail:*"), deny("cloudtrail:*", arn));
  const remove = (Name: string) =>
    world
      .as(CloudTrailClient, keys)
      .send(new DeleteTrailCommand({ Name }))
      .then(String, (error: Error) => error.name);
  expect([await remove(arn), await remove("watch"), await remove(otherPartition(arn))]).toEqual([
    "AccessDeniedException",
    "AccessDeniedException",
    "CloudTrailARNInvalidException",
  ]);
});
