/**
 * Whatever bytes arrive, each protocol answers with a `ServiceError` of its own and writes it in its own form: no other throw, no
 * hang, no changed prototype. Bodies are arbitrary bytes, and broken pieces of well-formed ones.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { createHeaders, streamOf } from "../../../src/kit/http.ts";
import type { OperationModel } from "../../../src/model/service-model.ts";
import type { ProtocolRequest } from "../../../src/protocol/protocol.ts";
import { protocolOf } from "../../../src/protocol/protocols.ts";
import { loadClient, type LoadedClient } from "./support/clients.ts";

const CASES: readonly {
  readonly client: string;
  readonly protocol?: "rpc-v2-cbor";
  readonly operations: readonly string[];
  readonly wellFormed: readonly string[];
}[] = [
  {
    client: "s3",
    operations: [
      "DeleteObjects",
      "PutBucketLifecycleConfiguration",
      "CompleteMultipartUpload",
      "PutBucketAcl",
      "PutBucketPolicy",
    ],
    wellFormed: [
      '<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a &amp; b</Key></Object><Quiet>true</Quiet></Delete>',
      "<CompleteMultipartUpload><Part><ETag>&quot;x&quot;</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
      "<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter/><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>",
    ],
  },
  {
    client: "s3-control",
    operations: ["CreateJob", "PutBucketTagging"],
    wellFormed: ["<CreateJobRequest><Priority>1</Priority></CreateJobRequest>"],
  },
  {
    client: "dynamodb",
    operations: ["PutItem", "BatchWriteItem", "CreateTable"],
    wellFormed: ['{"TableName":"t","Item":{"a":{"S":"x"},"b":{"L":[{"N":"1"},{"M":{"c":{"BOOL":true}}}]}}}'],
  },
  {
    client: "glue",
    operations: ["CreateTable", "GetDatabase"],
    wellFormed: ['{"DatabaseName":"d","TableInput":{"Name":"n","LastAccessTime":1.5}}'],
  },
  {
    client: "s3tables",
    operations: ["CreateTable", "PutTablePolicy"],
    wellFormed: ['{"name":"n","format":"ICEBERG","metadata":{"iceberg":{"schema":{"fields":[]}}}}'],
  },
  {
    client: "rds",
    operations: ["CreateDBInstance", "DescribeDBInstances"],
    wellFormed: ["Action=CreateDBInstance&Version=2014-10-31&Tags.Tag.1.Key=a&AllocatedStorage=5"],
  },
  {
    client: "ec2",
    operations: ["RunInstances", "DescribeVolumes"],
    wellFormed: ["Action=DescribeVolumes&Filter.1.Name=size&Filter.1.Value.1=5&MaxResults=7"],
  },
  {
    client: "dynamodb",
    protocol: "rpc-v2-cbor",
    operations: ["PutItem", "CreateTable"],
    wellFormed: ["\u00a1iTableNameat", "\u00bf\u00ff"],
  },
];

const HOSTILE: readonly Uint8Array[] = [
  "[".repeat(200_000),
  `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
  "<a>".repeat(50_000),
  `<Delete>${"<Object>".repeat(5_000)}`,
  '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><Delete>&lol2;</Delete>',
  '<!DOCTYPE foo [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><Delete><Object><Key>&xxe;</Key></Object></Delete>',
  "<Delete a='1' a='2'/>",
  "<Delete>&#0;&#xD800;&#x110000;</Delete>",
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"Item":{"__proto__":{"M":{"polluted":{"BOOL":true}}}},"TableName":"t"}',
  "<Delete><__proto__><polluted>1</polluted></__proto__></Delete>",
  "Action=RunInstances&__proto__.polluted=1&Filter.999999999.Name=x&Filter.1e9.Name=y",
  `Action=DescribeVolumes&${"a.".repeat(10_000)}b=1`,
  `Action=DescribeVolumes&${"x=1&".repeat(30_000)}`,
  "Action=%ff%fe&%=%&=&&",
  '{"TableName":1e999}',
  '{"TableName":"\ud800"}',
  "\ufeff{}",
  "null",
  "\u0000",
].map((text) => Buffer.from(text));

/** Claims 4 billion items, a huge string, endless nesting, an endless string, a bignum. */
const HOSTILE_CBOR = [
  "9affffffff",
  "7bffffffffffffffff",
  "81".repeat(100_000),
  "5f",
  "c25affffffff",
  "bf",
  "a1",
  "ff",
  "f8ff",
  "c4821b7fffffffffffffff01",
].map((hex) => Buffer.from(hex, "hex"));

describe.each(CASES.map((row) => [`${row.client} (${row.protocol ?? "its own protocol"})`, row] as const))(
  "%s",
  (_title, row) => {
    test("refuses hostile bodies with its own error", async () => {
      const loaded = await loadClient(row.client);
      for (const body of [...HOSTILE, ...HOSTILE_CBOR]) {
        for (const operation of row.operations) tryRequest(loaded, operation, body, row.protocol);
      }
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    });

    test("refuses arbitrary bytes and broken pieces of good bodies with its own error", async () => {
      const loaded = await loadClient(row.client);
      const good = row.wellFormed.map((text) => Buffer.from(text, row.protocol === "rpc-v2-cbor" ? "latin1" : "utf8"));
      const broken = fc
        .tuple(fc.constantFrom(...good), fc.nat(300), fc.nat(300), fc.uint8Array({ maxLength: 8 }))
        .map(([body, start, end, junk]) => {
          const from = Math.min(start, body.length);
          return Buffer.concat([
            body.subarray(0, from),
            junk,
            body.subarray(Math.min(body.length, Math.max(from, end))),
          ]);
        });
      fc.assert(
        fc.property(
          fc.oneof(fc.uint8Array({ maxLength: 200 }), broken),
          fc.constantFrom(...row.operations),
          (body, operation) => {
            tryRequest(loaded, operation, body, row.protocol);
          },
        ),
        { numRuns: 1500, seed: 20261123 },
      );
    });

    test("refuses arbitrary paths, queries and headers with its own error", async () => {
      const loaded = await loadClient(row.client);
      const protocol = protocolOf(row.protocol ?? loaded.model.protocol);
      const piece = fc.oneof(
        fc.string(),
        fc.constantFrom(
          "/",
          "//",
          "%2F",
          "%",
          "%zz",
          "%ff",
          "?",
          "acl",
          "uploadId=",
          "partNumber=x",
          "versions",
          "list-type=3",
          "v20180820",
          "bucket",
          "max-keys=x",
        ),
      );
      const pieces = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join("").replaceAll("?", ""));
      const header = fc.tuple(
        fc.constantFrom(
          "x-amz-target",
          "x-amz-copy-source",
          "range",
          "if-modified-since",
          "x-amz-object-lock-retain-until-date",
          "x-amz-meta-",
          "x-amz-optional-object-attributes",
        ),
        fc.string(),
      );
      fc.assert(
        fc.property(
          fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "get"),
          pieces,
          pieces,
          fc.array(header, { maxLength: 4 }),
          (method, path, rawQuery, fields) => {
            const request = {
              method,
              rawPath: `/${path}`,
              rawQuery,
              headers: createHeaders(fields),
              body: streamOf(new Uint8Array()),
              bodyBytes: new Uint8Array(),
            };
            refusesOrReads(
              () => {
                const operation = protocol.match(loaded.model, request);
                protocol.parseInput(loaded.model, operation, request);
              },
              loaded,
              row.protocol,
            );
          },
        ),
        { numRuns: 1500, seed: 20261123 },
      );
    });
  },
);

function tryRequest(
  loaded: LoadedClient,
  operationName: string,
  body: Uint8Array,
  protocolName: "rpc-v2-cbor" | undefined,
): void {
  const protocol = protocolOf(protocolName ?? loaded.model.protocol);
  const operation = loaded.model.operations.get(operationName) as OperationModel;
  const request: ProtocolRequest = {
    method: operation.http?.method ?? "POST",
    rawPath: "/bucket/key",
    rawQuery: "",
    headers: createHeaders([["x-amz-account-id", "123456789012"]]),
    body: streamOf(body),
    bodyBytes: body,
  };
  refusesOrReads(() => protocol.parseInput(loaded.model, operation, request), loaded, protocolName);
}

function refusesOrReads(read: () => unknown, loaded: LoadedClient, protocolName: "rpc-v2-cbor" | undefined): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(500);
    const response = protocolOf(protocolName ?? loaded.model.protocol).serializeError(
      loaded.model,
      undefined,
      error,
      "0123456789ABCDEF",
    );
    expect(response.body).toBeInstanceOf(Uint8Array);
  }
}
