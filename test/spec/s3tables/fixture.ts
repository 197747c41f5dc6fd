/** A server, clients, and table buckets, namespaces and tables with names of their own. */
import {
  CreateNamespaceCommand,
  CreateTableBucketCommand,
  CreateTableCommand,
  type CreateTableRequest,
  S3TablesClient,
} from "@aws-sdk/client-s3tables";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { startTestServer, type TestServer } from "../../support/server.ts";

export interface Fixture {
  readonly server: TestServer;
  readonly tables: S3TablesClient;
  readonly s3: S3Client;
  /** One for all who do not change it. */
  tableBucket(): Promise<string>;
  freshTableBucket(): Promise<string>;
  namespace(arn: string, name?: string): Promise<string>;
  table(more?: Partial<CreateTableRequest>): Promise<NewTable>;
  /** A user with one policy. */
  user(statements: readonly object[]): Promise<{ readonly tables: S3TablesClient; readonly s3: S3Client }>;
  close(): Promise<void>;
}

export interface NewTable {
  readonly tableBucketARN: string;
  readonly namespace: string;
  readonly name: string;
  readonly tableARN: string;
  readonly versionToken: string;
}

export const SCHEMA = {
  iceberg: {
    schema: {
      fields: [
        { name: "id", type: "long", required: true },
        { name: "note", type: "string" },
      ],
    },
  },
};

export async function startFixture(options: Parameters<typeof startTestServer>[0] = {}): Promise<Fixture> {
  const server = await startTestServer(options);
  const [tables, s3, iam] = [server.client(S3TablesClient), server.client(S3Client), server.client(IAMClient)];
  const clients: { destroy(): void }[] = [];
  let count = 0;
  const next = (prefix: string): string => `${prefix}${(count += 1)}`;
  const freshTableBucket = async (): Promise<string> =>
    (await tables.send(new CreateTableBucketCommand({ name: next("lake-") }))).arn ?? "";
  let shared: Promise<string> | undefined;
  const tableBucket = (): Promise<string> => (shared ??= freshTableBucket());
  const namespace = async (arn: string, name = next("space")): Promise<string> => {
    await tables.send(new CreateNamespaceCommand({ tableBucketARN: arn, namespace: [name] }));
    return name;
  };
  return {
    server,
    tables,
    s3,
    tableBucket,
    freshTableBucket,
    namespace,
    async table(more = {}) {
      const tableBucketARN = more.tableBucketARN ?? (await tableBucket());
      const named = {
        tableBucketARN,
        namespace: more.namespace ?? (await namespace(tableBucketARN)),
        name: more.name ?? next("table"),
      };
      const made = await tables.send(new CreateTableCommand({ format: "ICEBERG", ...more, ...named }));
      return { ...named, tableARN: made.tableARN ?? "", versionToken: made.versionToken ?? "" };
    },
    async user(statements) {
      const UserName = next("user");
      await iam.send(new CreateUserCommand({ UserName }));
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      const credentials = {
        accessKeyId: AccessKey?.AccessKeyId ?? "",
        secretAccessKey: AccessKey?.SecretAccessKey ?? "",
      };
      const config = { ...server.clientConfig, credentials };
      const own = { tables: new S3TablesClient(config), s3: new S3Client(config) };
      clients.push(own.tables, own.s3);
      return own;
    },
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
    },
  };
}
