/** Records of new indexes, from what a request says about them. */
import type { GlobalSecondaryIndex, LocalSecondaryIndex } from "@aws-sdk/client-dynamodb";
import type { IndexRecord } from "../records.ts";
import { keyAttributes } from "./check-definition.ts";
import { onDemandLimits, throughputOf } from "./throughput.ts";

export function localIndex(index: LocalSecondaryIndex, store: string): IndexRecord {
  const { NonKeyAttributes: included, ProjectionType: projection = "ALL" } = index.Projection ?? {};
  return {
    name: index.IndexName ?? "",
    kind: "local",
    store,
    keys: keyAttributes(index.KeySchema ?? []),
    projection,
    included,
  };
}

export function globalIndex(index: GlobalSecondaryIndex, store: string): IndexRecord {
  return {
    ...localIndex(index, store),
    kind: "global",
    throughput: throughputOf(index.ProvisionedThroughput),
    onDemand: onDemandLimits(index.OnDemandThroughput),
  };
}
