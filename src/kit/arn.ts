/** Amazon Resource Names: `arn:partition:service:region:account:resource`. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

export function formatArn(arn: Omit<Arn, "partition">, partition = "aws"): string {
  return `arn:${partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}

/** The parts, or undefined when the text is not an ARN. The resource keeps its own colons. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(":");
  if (prefix !== "arn" || partition === undefined || service === undefined) return undefined;
  if (region === undefined || accountId === undefined || resource.length === 0) return undefined;
  return { partition, service, region, accountId, resource: resource.join(":") };
}
