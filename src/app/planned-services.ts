/**
 * Services that Lakebed knows and does not have yet. A request for one of them is answered in that service's own wire form with NotImplemented,
 * never taken for S3. Signing names, target prefixes and API versions are those of the SDK clients.
 */
import { bareModel } from "../gateway/bare-model.ts";
import type { ServiceEntry } from "../kit/service.ts";
import type { ProtocolName } from "../model/service-model.ts";

interface Planned {
  readonly name: string;
  readonly protocol: ProtocolName;
  readonly signingName?: string;
  readonly targetPrefix?: string;
  readonly queryVersion?: string;
  readonly endpointPrefix?: string;
}

const PLANNED: readonly Planned[] = [
  { name: "s3files", protocol: "rest-json" },
  { name: "dynamodb", protocol: "aws-json-1.0", targetPrefix: "DynamoDB_20120810" },
  {
    name: "dynamodbstreams",
    protocol: "aws-json-1.0",
    signingName: "dynamodb",
    targetPrefix: "DynamoDBStreams_20120810",
    endpointPrefix: "streams",
  },
  { name: "lakeformation", protocol: "rest-json" },
  { name: "redshift", protocol: "aws-query", queryVersion: "2012-12-01" },
  { name: "redshift-serverless", protocol: "aws-json-1.1", targetPrefix: "RedshiftServerless" },
  { name: "redshift-data", protocol: "aws-json-1.1", targetPrefix: "RedshiftData" },
  { name: "rds", protocol: "aws-query", queryVersion: "2014-10-31" },
  { name: "rds-data", protocol: "rest-json" },
  { name: "timestream", protocol: "aws-json-1.0", targetPrefix: "Timestream_20181101" },
  { name: "elasticfilesystem", protocol: "rest-json" },
  { name: "fsx", protocol: "aws-json-1.1", targetPrefix: "AWSSimbaAPIService_v20180301" },
  { name: "ebs", protocol: "rest-json" },
  { name: "ec2", protocol: "ec2-query", queryVersion: "2016-11-15" },
  { name: "dms", protocol: "aws-json-1.1", targetPrefix: "AmazonDMSv20160101" },
];

/** Entries for all planned services but those that exist. */
export function plannedServices(existing: ReadonlySet<string>): readonly ServiceEntry[] {
  return PLANNED.filter(({ name }) => !existing.has(name)).map((planned) => ({
    name: planned.name,
    signingName: planned.signingName ?? planned.name,
    protocol: planned.protocol,
    planned: "the service is planned and does not exist yet",
    ...(planned.targetPrefix === undefined ? {} : { targetPrefix: planned.targetPrefix }),
    ...(planned.queryVersion === undefined ? {} : { queryVersion: planned.queryVersion }),
    ...(planned.endpointPrefix === undefined ? {} : { endpointPrefix: planned.endpointPrefix }),
    load: () =>
      Promise.resolve({ model: bareModel(planned.name, planned.protocol), operations: {}, instance: undefined }),
  }));
}
