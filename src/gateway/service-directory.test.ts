/** Finding services by their marks and loading them once. */
import { describe, expect, test } from "vitest";
import type { Service, ServiceEntry } from "../kit/service.ts";
import { bareModel } from "./bare-model.ts";
import { createServiceDirectory, type ServiceMarks } from "./service-directory.ts";

const service: Service = { model: bareModel("x", "rest-json"), operations: {}, instance: undefined };
const entry = (name: string, more: Partial<ServiceEntry> = {}): ServiceEntry => ({
  name,
  signingName: name,
  protocol: "rest-json",
  load: async () => service,
  ...more,
});

const directory = createServiceDirectory([
  entry("s3"),
  entry("s3control", { signingName: "s3", endpointPrefix: "s3-control" }),
  entry("dynamodb", { targetPrefix: "DynamoDB_20120810" }),
  entry("dynamodbstreams", { signingName: "dynamodb", targetPrefix: "DynamoDBStreams_20120810" }),
  entry("sts", { queryVersion: "2011-06-15" }),
  entry("rds", { queryVersion: "2014-10-31" }),
  entry("docdb", { signingName: "rds", queryVersion: "2014-10-31" }),
  entry("athena", { targetPrefix: "AmazonAthena", rpcName: "Athena" }),
]);

const NONE: ServiceMarks = {
  signingName: undefined,
  targetPrefix: undefined,
  rpcService: undefined,
  queryVersion: undefined,
  endpointPrefix: undefined,
};
const find = (marks: Partial<ServiceMarks>): string | undefined => directory.find({ ...NONE, ...marks })?.name;

describe("finding", () => {
  test.each([
    [{}, undefined],
    [{ signingName: "s3" }, "s3"],
    [{ signingName: "s3", endpointPrefix: "my-bucket" }, "s3"],
    [{ signingName: "s3", endpointPrefix: "athena" }, "s3"],
    [{ signingName: "s3", endpointPrefix: "s3-control" }, "s3control"],
    [{ signingName: "dynamodb", targetPrefix: "DynamoDBStreams_20120810" }, "dynamodbstreams"],
    [{ targetPrefix: "DynamoDB_20120810" }, "dynamodb"],
    [{ targetPrefix: "Kinesis_20131202" }, undefined],
    [{ signingName: "lambda" }, undefined],
    [{ queryVersion: "2011-06-15" }, "sts"],
    [{ signingName: "rds", queryVersion: "2014-10-31" }, "rds"],
    [{ signingName: "rds", queryVersion: "2014-10-31", endpointPrefix: "docdb" }, "docdb"],
    [{ rpcService: "Athena" }, "athena"],
    [{ rpcService: "AmazonAthena" }, "athena"],
    [{ endpointPrefix: "athena" }, "athena"],
  ])("%o is %s", (marks, name) => {
    expect(find(marks)).toBe(name);
  });
});

describe("loading", () => {
  test("requests that come together load a service once, and later ones do not wait", async () => {
    let loads = 0;
    const counted = entry("counted", {
      load: async () => {
        loads += 1;
        return service;
      },
    });
    const own = createServiceDirectory([counted]);
    expect(await Promise.all([own.load(counted), own.load(counted)])).toEqual([service, service]);
    expect(own.load(counted)).toBe(service);
    expect(loads).toBe(1);
  });

  test("a load that failed is tried again", async () => {
    let loads = 0;
    const shaky = entry("shaky", {
      load: async () => {
        loads += 1;
        if (loads === 1) throw new TypeError("not yet");
        return service;
      },
    });
    const own = createServiceDirectory([shaky]);
    await expect(own.load(shaky)).rejects.toThrow("not yet");
    expect(await own.load(shaky)).toBe(service);
  });
});
