/** A role that crawlers can have: it trusts Glue, and may read all of S3 and write the catalog. */
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { policyText, trustText } from "./iam-story.ts";
import type { TestServer } from "./server.ts";

/** Resolves with the role's ARN. */
export async function makeCrawlerRole(server: TestServer, RoleName: string): Promise<string> {
  const iam = server.client(IAMClient);
  const AssumeRolePolicyDocument = trustText({ Service: "glue.amazonaws.com" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const PolicyDocument = policyText({ Action: ["s3:GetObject", "s3:ListBucket"] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "read", PolicyDocument }));
  return Role?.Arn ?? "";
}
