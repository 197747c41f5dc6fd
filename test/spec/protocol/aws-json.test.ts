/** The wire form of the AWS JSON services: targets, strict types, and errors with and without a namespace. */
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { answerOf, errorOf, headerOf, inputOf, refusalOf, requestOf, wireService } from "./support/exchange.ts";

const dynamodb = await wireService("dynamodb");
const glue = await wireService("glue");
const athena = await wireService("athena");
const kms = await wireService("kms");

const dynamodbCall = (operation: string, body: string | Uint8Array) =>
  requestOf("POST /", { "x-amz-target": `DynamoDB_20120810.${operation}` }, body);
const glueCall = (operation: string, body: string) =>
  requestOf("POST /", { "x-amz-target": `AWSGlue.${operation}` }, body);

describe("A request", () => {
  test("names its operation in X-Amz-Target", () => {
    expect(inputOf(dynamodb, dynamodbCall("DescribeTable", '{"TableName":"t"}'))).toEqual({ TableName: "t" });
  });

  test("may name the service with its namespace, as botocore does for CloudTrail", () => {
    const target = "com.amazonaws.dynamodb.v20120810.DynamoDB_20120810.DescribeTable";
    const request = requestOf("POST /", { "x-amz-target": target }, '{"TableName":"t"}');
    expect(inputOf(dynamodb, request)).toEqual({ TableName: "t" });
  });

  test.each([
    ["DynamoDB_20120810.Fly"],
    ["xDynamoDB_20120810.DescribeTable"],
    ["AWSGlue.GetTable"],
    ["DescribeTable"],
    [""],
  ])("with the target %j is an unknown operation", (target) => {
    expect(refusalOf(dynamodb, requestOf("POST /", { "x-amz-target": target }, "{}"))).toMatchObject({
      code: "UnknownOperationException",
      status: 400,
    });
  });

  test("without a target is an unknown operation", () => {
    expect(refusalOf(dynamodb, requestOf("POST /", {}, "{}"))).toMatchObject({
      code: "UnknownOperationException",
      status: 400,
    });
  });

  test("without a body is an empty input", () => {
    expect(inputOf(dynamodb, dynamodbCall("ListTables", ""))).toEqual({});
  });

  test("with null for a member lacks the member", () => {
    expect(inputOf(dynamodb, dynamodbCall("ListTables", '{"Limit":null}'))).toEqual({});
  });

  test("with unknown members is read without them, and with repeated ones by the last", () => {
    expect(inputOf(dynamodb, dynamodbCall("ListTables", '{"Limit":1,"Fly":true,"Limit":2}'))).toEqual({ Limit: 2 });
  });

  test("with a byte order mark is read", () => {
    expect(inputOf(dynamodb, dynamodbCall("ListTables", '\ufeff{"Limit":1}'))).toEqual({ Limit: 1 });
  });

  test("keeps lone surrogates and the key __proto__ as values", () => {
    const input = inputOf(
      dynamodb,
      dynamodbCall("PutItem", '{"TableName":"t","Item":{"__proto__":{"S":"\\ud800"}}}'),
    ) as { Item: object };
    expect(Object.getPrototypeOf(input.Item)).toBe(Object.prototype);
    expect(Object.entries(input.Item)).toEqual([["__proto__", { S: "\ud800" }]]);
  });

  const MALFORMED: readonly (readonly [body: string | Uint8Array, message: string])[] = [
    ["{", "The body is not valid JSON"],
    ["[]", "The body is not a JSON object"],
    ["null", "The body is not a JSON object"],
    [Buffer.from('{"TableName":"\u00ff"}', "latin1"), "The body is not valid UTF-8"],
    ['{"TableName":5}', "NUMBER_VALUE cannot be converted to String"],
    ['{"TableName":true}', "TRUE_VALUE cannot be converted to String"],
    ['{"TableName":{}}', "Start of structure or map found where not expected."],
    ['{"TableName":"t","Item":[]}', "Unrecognized collection type: list found where a structure or map was expected"],
    ['{"TableName":"t","Item":{"a":{"B":"***"}}}', "The value is not valid base64"],
    ['{"TableName":"t","Item":{"a":{"BOOL":"yes"}}}', "STRING_VALUE cannot be converted to Boolean"],
    [`{"TableName":"t","Item":{"a":${'{"L":['.repeat(200)}${"]}".repeat(200)}}}`, "The value is nested too deeply"],
  ];

  test.each(MALFORMED)("with the body %s is a SerializationException", (body, message) => {
    expect(refusalOf(dynamodb, dynamodbCall("PutItem", body))).toMatchObject({
      code: "SerializationException",
      status: 400,
      message,
    });
  });

  test("that lacks required members is told all of them, in the framework's words", () => {
    expect(refusalOf(dynamodb, dynamodbCall("PutItem", "{}"))).toMatchObject({
      code: "ValidationException",
      message:
        "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null",
    });
  });

  test("that lacks a member deep inside is told the path", () => {
    const body = '{"DatabaseName":"d","TableInput":{"Name":"t","StorageDescriptor":{"Columns":[{"Name":"a"},{}]}}}';
    expect(refusalOf(glue, glueCall("CreateTable", body))).toMatchObject({
      code: "ValidationException",
      message:
        "1 validation error detected: Value null at 'tableInput.storageDescriptor.columns.2.member.name' failed to satisfy constraint: Member must not be null",
    });
  });

  test("that lacks a member of a service with an error of its own for bad requests gets that error", () => {
    const request = requestOf("POST /", { "x-amz-target": "AmazonAthena.StartQueryExecution" }, "{}");
    expect(refusalOf(athena, request)).toMatchObject({ code: "InvalidRequestException", status: 400 });
  });
});

describe("An answer", () => {
  test("has the version's content type and the request id", () => {
    const response = answerOf(dynamodb, "ListTables", { TableNames: ["a"] });
    expect(response.headers).toEqual([
      ["x-amzn-RequestId", "REQUESTID1234567"],
      ["Content-Type", "application/x-amz-json-1.0"],
    ]);
    expect(response.text).toBe('{"TableNames":["a"]}');
    expect(headerOf(answerOf(glue, "GetDatabases", { DatabaseList: [] }), "content-type")).toBe(
      "application/x-amz-json-1.1",
    );
  });

  test("writes times as seconds and bytes as base64", () => {
    const response = answerOf(kms, "Encrypt", { CiphertextBlob: Buffer.from([1, 2, 255]) });
    expect(response.text).toBe('{"CiphertextBlob":"AQL/"}');
    expect(answerOf(glue, "GetDatabase", { Database: { Name: "d", CreateTime: new Date(1500) } }).text).toBe(
      '{"Database":{"Name":"d","CreateTime":1.5}}',
    );
  });

  test("of an operation without an output is empty", () => {
    expect(answerOf(kms, "EnableKey", {}).body).toBeUndefined();
  });
});

describe("An error", () => {
  test("of version 1.0 names its type with a namespace", () => {
    const notFound = errorOf(
      dynamodb,
      "DescribeTable",
      new ServiceError({ code: "ResourceNotFoundException", status: 400, message: "Not there" }),
    );
    expect(notFound.text).toBe(
      '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Not there"}',
    );
    const invalid = errorOf(
      dynamodb,
      undefined,
      new ServiceError({ code: "ValidationException", status: 400, message: "Bad" }),
    );
    expect(invalid.text).toBe('{"__type":"com.amazon.coral.validate#ValidationException","message":"Bad"}');
  });

  test("of version 1.1 names its type alone, and spells its message as the model does", () => {
    const notFound = errorOf(
      glue,
      "GetTable",
      new ServiceError({ code: "EntityNotFoundException", status: 400, message: "Not there" }),
    );
    expect(notFound.text).toBe('{"__type":"EntityNotFoundException","Message":"Not there"}');
  });

  test("carries members that the model does not know", () => {
    const error = new ServiceError({ code: "Odd", status: 400, message: "m", fields: { Reason: "r", Count: 2 } });
    expect(errorOf(glue, "GetTable", error).text).toBe('{"__type":"Odd","message":"m","Reason":"r","Count":2}');
  });

  test("of a service that once spoke the query protocol carries its old code", () => {
    const compatible = { ...kms, model: { ...kms.model, isQueryCompatible: true } };
    const response = errorOf(
      compatible,
      "EnableKey",
      new ServiceError({ code: "DependencyTimeoutException", status: 500, message: "" }),
    );
    expect(headerOf(response, "x-amzn-query-error")).toBe("DependencyTimeout;Receiver");
    expect(
      headerOf(
        errorOf(kms, "EnableKey", new ServiceError({ code: "DependencyTimeoutException", status: 500, message: "" })),
        "x-amzn-query-error",
      ),
    ).toBeUndefined();
  });
});
