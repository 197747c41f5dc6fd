/**
 * What specs about identities need again and again: users with keys, clients that sign with them, policies in one line.
 */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import type { TestCredentials, TestServer } from "./server.ts";

export interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document of identities; statements allow everything they name on everything, unless they say otherwise. */
export function policyText(...statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
  });
}

/** A trust policy for one principal element, e.g. `{ Service: "glue.amazonaws.com" }`. */
export function trustText(principal: Readonly<Record<string, string>> | "*"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
}

/** A new user with a key and, when given, one inline policy. */
export async function makeUser(
  iam: IAMClient,
  userName: string,
  ...statements: readonly Statement[]
): Promise<TestCredentials> {
  await iam.send(new CreateUserCommand({ UserName: userName }));
  if (statements.length > 0) {
    const PolicyDocument = policyText(...statements);
    await iam.send(new PutUserPolicyCommand({ UserName: userName, PolicyName: "test", PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** An IAM client that signs with these credentials. */
export function iamAs(server: TestServer, credentials: TestCredentials): IAMClient {
  return new IAMClient({ ...server.clientConfig, credentials });
}
