/**
 * The demo's way in: unmodified AWS SDK clients over HTTP, nothing else. What works here works in any program that uses them.
 */
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";

export interface DemoTarget {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface DemoClients {
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly athena: AthenaClient;
  readonly iam: IAMClient;
  /** S3 with somebody else's keys. */
  s3As(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }): S3Client;
  close(): void;
}

export function createDemoClients(target: DemoTarget): DemoClients {
  const { endpoint, region, accessKeyId, secretAccessKey } = target;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const others: S3Client[] = [];
  const glue = new GlueClient(config);
  const athena = new AthenaClient(config);
  const iam = new IAMClient(config);
  return {
    s3,
    glue,
    athena,
    iam,
    s3As(credentials) {
      const other = new S3Client({ ...config, credentials, forcePathStyle: true });
      others.push(other);
      return other;
    },
    close() {
      for (const client of [s3, glue, athena, iam, ...others]) client.destroy();
    },
  };
}
