/**
 * The client packages whose every operation the round-trip proof covers, and how a client of each is made so that it talks to a
 * function in this process instead of a network.
 */
import { AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { loadServiceModel } from "../../../../src/model/load-service-model.ts";
import type { ServiceModel } from "../../../../src/model/service-model.ts";

export const CLIENTS = [
  "s3",
  "s3-control",
  "dynamodb",
  "dynamodb-streams",
  "glue",
  "lakeformation",
  "athena",
  "redshift",
  "redshift-serverless",
  "redshift-data",
  "rds",
  "rds-data",
  "docdb",
  "timestream-write",
  "timestream-query",
  "efs",
  "fsx",
  "ebs",
  "ec2",
  "kms",
  "iam",
  "sts",
  "database-migration-service",
  "s3files",
  "s3tables",
] as const;

export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export type Handler = (request: SdkRequest) => Promise<SdkResponse>;

export interface SdkClient {
  send(command: object): Promise<Record<string, unknown>>;
  destroy(): void;
}

export interface LoadedClient {
  readonly name: string;
  readonly module: Record<string, unknown>;
  readonly model: ServiceModel;
  /** The real client; each request goes to `handle`. */
  connect(handle: Handler): SdkClient;
  command(operation: string, input: object): object;
}

type CommandClass = new (input: object) => object;
type ClientClass = new (config: object) => SdkClient;

/** Told to speak RPC v2 CBOR when `protocol` says so: no client of ours does by default. */
export async function loadClient(name: string, protocol?: "rpc-v2-cbor"): Promise<LoadedClient> {
  const module = (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>;
  const ownModel = loadServiceModel(name, module);
  const model = protocol === undefined ? ownModel : { ...ownModel, protocol };
  const className = Object.keys(module).find((key) => key.endsWith("Client") && !key.startsWith("__")) ?? "";
  return {
    name,
    module,
    model,
    connect: (handle) =>
      new (module[className] as ClientClass)({
        region: "us-east-1",
        endpoint: "http://lakebed.test:5253",
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
        forcePathStyle: true,
        disableHostPrefix: true,
        maxAttempts: 1,
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        requestHandler: { handle: async (request: SdkRequest) => ({ response: await handle(request) }), destroy() {} },
        ...(protocol === undefined ? {} : { protocol: AwsSmithyRpcV2CborProtocol }),
      }),
    command: (operation, input) => new (module[`${operation}Command`] as CommandClass)(input),
  };
}
