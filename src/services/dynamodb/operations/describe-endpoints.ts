/** DescribeEndpoints: this server, for a day. */
import { everythingAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";

const CACHE_MINUTES = 1440;

export const describeEndpoints: DynamodbOperation<"DescribeEndpoints"> = {
  access: () => [everythingAccess("DescribeEndpoints")],
  handle: (_input, { host }) => ({ Endpoints: [{ Address: host, CachePeriodInMinutes: CACHE_MINUTES }] }),
};
