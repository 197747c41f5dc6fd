/**
 * Principals for KMS specs, seeded with fixed keys: users of the server's own account and of another one, and clients that sign as them.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KMSClient } from "@aws-sdk/client-kms";
import { type KmsWorld, startKms } from "./client.ts";

export const OWN = "123456789012";
export const OTHER = "777788889999";

export interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: object;
}

export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
  });

export const userArn = (name: string, accountId = OWN): string => `arn:aws:iam::${accountId}:user/${name}`;
/** The statement that leaves a key to the IAM policies of its account. */
export const delegation: Statement = { Principal: { AWS: `arn:aws:iam::${OWN}:root` }, Action: "kms:*" };

export interface Cast extends KmsWorld {
  /** A client that signs as the user. */
  as(name: string): KMSClient;
  close(): Promise<void>;
}

/** `users`: by name, with what their identity policy allows; names with `@` live in the other account. */
export async function startCast(users: Readonly<Record<string, readonly Statement[]>>): Promise<Cast> {
  const directory = mkdtempSync(join(tmpdir(), "lakebed-kms-"));
  const keyOf = (name: string) => ({
    accessKeyId: `AKIA${name.replaceAll(/\W/g, "").toUpperCase().padEnd(16, "X")}`,
    secretAccessKey: `secret-of-${name}-secret-of-${name}`,
  });
  const account = (id: string, names: readonly string[]) => ({
    id,
    users: names.map((name) => ({
      name: name.replace(/^@/, ""),
      keys: [keyOf(name)],
      policies: users[name]?.length === 0 ? {} : { all: JSON.parse(policy(...(users[name] ?? []))) },
    })),
  });
  const names = Object.keys(users);
  const seedPath = join(directory, "seed.json");
  const accounts = [
    account(
      OWN,
      names.filter((name) => !name.startsWith("@")),
    ),
    account(
      OTHER,
      names.filter((name) => name.startsWith("@")),
    ),
  ];
  writeFileSync(seedPath, JSON.stringify({ accounts }));
  const world = await startKms({ seedPath });
  return {
    ...world,
    as: (name) => new KMSClient({ ...world.server.clientConfig, credentials: keyOf(name) }),
    async close() {
      await world.server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
