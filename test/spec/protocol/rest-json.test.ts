/** The wire form of the REST-JSON services. */
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { answerOf, errorOf, headerOf, inputOf, refusalOf, requestOf, wireService } from "./support/exchange.ts";

const s3tables = await wireService("s3tables");
const efs = await wireService("efs");
const ebs = await wireService("ebs");

const ARN = "arn%3Aaws%3As3tables%3Aus-east-1%3A123456789012%3Abucket%2Fb";

describe("A request", () => {
  test("keeps an encoded slash inside its label", () => {
    expect(inputOf(s3tables, requestOf(`GET /buckets/${ARN}`))).toEqual({
      tableBucketARN: "arn:aws:s3tables:us-east-1:123456789012:bucket/b",
    });
  });

  test("is found by the most specific path", () => {
    expect(
      efs.protocol.match(efs.model, requestOf("GET /2015-02-01/file-systems/replication-configurations")).name,
    ).toBe("DescribeReplicationConfigurations");
    expect(efs.protocol.match(efs.model, requestOf("GET /2015-02-01/file-systems/fs-1/policy")).name).toBe(
      "DescribeFileSystemPolicy",
    );
  });

  test("repeats a query parameter for a list", () => {
    expect(inputOf(efs, requestOf("DELETE /2015-02-01/resource-tags/r?tagKeys=a&tagKeys=b%20c"))).toEqual({
      ResourceId: "r",
      TagKeys: ["a", "b c"],
    });
  });

  test.each([["GET /nothing"], ["PATCH /buckets"], ["GET /buckets//"], ["GET /"]])(
    "%s is an unknown operation",
    (line) => {
      expect(refusalOf(s3tables, requestOf(line))).toMatchObject({ code: "UnknownOperationException", status: 404 });
    },
  );

  test("with a broken body is a SerializationException", () => {
    expect(refusalOf(s3tables, requestOf("PUT /buckets", {}, "{"))).toMatchObject({
      code: "SerializationException",
      status: 400,
    });
    expect(refusalOf(s3tables, requestOf("PUT /buckets", {}, '{"name":5}'))).toMatchObject({
      code: "SerializationException",
      status: 400,
    });
  });

  test("that lacks a required member, or has a parameter of another type, is told in the service's own error", () => {
    expect(refusalOf(s3tables, requestOf("PUT /buckets", {}, "{}"))).toMatchObject({
      code: "BadRequestException",
      message: expect.stringContaining("'name'") as string,
    });
    expect(refusalOf(s3tables, requestOf("DELETE /table-replication"))).toMatchObject({
      code: "BadRequestException",
      message: expect.stringContaining("'tableArn'") as string,
    });
    expect(refusalOf(efs, requestOf("GET /2015-02-01/file-systems?MaxItems=many"))).toMatchObject({
      code: "ValidationException",
      status: 400,
    });
  });
});

describe("An answer", () => {
  test("has the operation's status", () => {
    expect(answerOf(efs, "CreateFileSystem", { FileSystemId: "fs" }).status).toBe(201);
    const deleted = answerOf(efs, "DeleteFileSystem", {});
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
  });

  test("streams a payload beside its headers", () => {
    const body = Buffer.from("block");
    const response = answerOf(ebs, "GetSnapshotBlock", {
      BlockData: body,
      DataLength: 5,
      Checksum: "c",
      ChecksumAlgorithm: "SHA256",
    });
    expect(response.body).toBe(body);
    expect(headerOf(response, "x-amz-data-length")).toBe("5");
    expect(headerOf(response, "content-type")).toBe("application/octet-stream");
  });
});

describe("An error", () => {
  test("names its type in a header and keeps its members in the body", () => {
    const error = new ServiceError({
      code: "FileSystemNotFound",
      status: 404,
      message: "Not there",
      fields: { ErrorCode: "FileSystemNotFound" },
    });
    const response = errorOf(efs, "DescribeFileSystems", error);
    expect(headerOf(response, "x-amzn-errortype")).toBe("FileSystemNotFound");
    expect(headerOf(response, "content-type")).toBe("application/json");
    expect(response.text).toBe('{"ErrorCode":"FileSystemNotFound","Message":"Not there"}');
  });
});
