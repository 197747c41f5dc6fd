/**
 * Whether and for which role the instance metadata endpoint is served: `LAKEBED_INSTANCE_ROLE` (an ARN; off without it) and `LAKEBED_IMDS_PORT`.
 */
import { parseArn } from "../kit/arn.ts";
import { ConfigError } from "../kit/errors.ts";

export interface InstanceMetadataConfig {
  readonly roleArn: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** Beside the server's own. */
const DEFAULT_IMDS_PORT = "5254";

/** @throws {ConfigError} for an ARN that is none of a role, or a port that is none */
export function readInstanceMetadata(
  roleArn: string | undefined,
  port: string = DEFAULT_IMDS_PORT,
): InstanceMetadataConfig | undefined {
  if (roleArn === undefined) return undefined;
  const arn = parseArn(roleArn);
  if (arn === undefined || arn.service !== "iam" || !/^role\/./.test(arn.resource)) {
    throw new ConfigError(
      `the instance's role (--instance-role, LAKEBED_INSTANCE_ROLE) is ${JSON.stringify(roleArn)}: give the ARN of a role, such as arn:aws:iam::123456789012:role/trainer`,
    );
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new ConfigError(
      `the metadata port (--imds-port, LAKEBED_IMDS_PORT) is ${JSON.stringify(port)}: give a number from 0 to 65535`,
    );
  }
  return { roleArn, port: Number(port) };
}
