import * as Athena from "@aws-sdk/client-athena";
import * as Glue from "@aws-sdk/client-glue";
import * as Iam from "@aws-sdk/client-iam";
import * as Kms from "@aws-sdk/client-kms";
import * as S3 from "@aws-sdk/client-s3";
import * as Sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, test } from "vitest";
import { type StructureShape, structureOf } from "../model/shape.ts";
import { PARAMETER_ELEMENTS_MAX, PARAMETER_TEXT_MAX } from "./limits.ts";
import { recordableMembers, secretTexts } from "./recordable-members.ts";

const shape = (schema: Parameters<typeof NormalizedSchema.of>[0]): StructureShape =>
  structureOf(NormalizedSchema.of(schema));

describe("what is left out", () => {
  test("members that the model marks sensitive", () => {
    const input = { UserName: "ana", Password: "hunter2!", PasswordResetRequired: true };
    expect(recordableMembers(shape(Iam.CreateLoginProfileRequest$), input)).toEqual({
      userName: "ana",
      passwordResetRequired: true,
    });
    expect(
      recordableMembers(shape(Iam.CreateAccessKeyResponse$), {
        AccessKey: { UserName: "ana", AccessKeyId: "AKIA", SecretAccessKey: "secret", Status: "Active" },
      }),
    ).toEqual({ accessKey: { userName: "ana", accessKeyId: "AKIA", status: "Active" } });
  });

  test("session tokens and one-time codes, which carry no mark", () => {
    const credentials = { AccessKeyId: "ASIA", SecretAccessKey: "s", SessionToken: "t", Expiration: new Date(0) };
    expect(recordableMembers(shape(Sts.AssumeRoleResponse$), { Credentials: credentials })).toEqual({
      credentials: { accessKeyId: "ASIA", expiration: "1970-01-01T00:00:00Z" },
    });
    const device = {
      UserName: "ana",
      SerialNumber: "mfa",
      AuthenticationCode1: "123456",
      AuthenticationCode2: "654321",
    };
    expect(recordableMembers(shape(Iam.EnableMFADeviceRequest$), device)).toEqual({
      userName: "ana",
      serialNumber: "mfa",
    });
    const assume = { RoleArn: "arn", RoleSessionName: "s", TokenCode: "123456" };
    expect(recordableMembers(shape(Sts.AssumeRoleRequest$), assume)).toEqual({ roleArn: "arn", roleSessionName: "s" });
  });

  test("bytes, streams, bodies and the user metadata of objects", () => {
    const encrypt = { KeyId: "k", Plaintext: Buffer.from("p"), EncryptionContext: { tenant: "a" } };
    expect(recordableMembers(shape(Kms.EncryptRequest$), encrypt)).toEqual({
      keyId: "k",
      encryptionContext: { tenant: "a" },
    });
    const decrypt = { CiphertextBlob: Buffer.from("c"), KeyId: "k" };
    expect(recordableMembers(shape(Kms.DecryptRequest$), decrypt)).toEqual({ keyId: "k" });
    const put = {
      Bucket: "b",
      Key: "k",
      Body: "text",
      SSECustomerKey: "key",
      SSECustomerKeyMD5: "md5",
      Metadata: { a: "b" },
    };
    expect(recordableMembers(shape(S3.PutObjectRequest$), put)).toEqual({ bucketName: "b", key: "k" });
  });

  test("values under telling keys of a map", () => {
    const input = {
      ConnectionInput: {
        Name: "warehouse",
        ConnectionType: "JDBC",
        ConnectionProperties: { JDBC_CONNECTION_URL: "jdbc:x", USERNAME: "u", PASSWORD: "hunter2!" },
      },
    };
    const recorded = recordableMembers(shape(Glue.CreateConnectionRequest$), input);
    expect(recorded).toMatchObject({ connectionInput: { connectionProperties: { USERNAME: "u" } } });
    expect(JSON.stringify(recorded)).not.toContain("hunter2!");
  });

  test("the text of queries, as Athena does", () => {
    const input = { QueryString: "select 1", WorkGroup: "primary", ExecutionParameters: ["42"] };
    expect(recordableMembers(shape(Athena.StartQueryExecutionInput$), input)).toEqual({
      queryString: "***OMITTED***",
      executionParameters: "***OMITTED***",
      workGroup: "primary",
    });
  });
});

describe("limits", () => {
  test("texts and lists are cut, and what is too much altogether is marked", () => {
    const input = {
      UserName: "x".repeat(PARAMETER_TEXT_MAX + 1),
      Tags: Array.from({ length: PARAMETER_ELEMENTS_MAX + 1 }, () => ({ Key: "k", Value: "v" })),
    };
    const recorded = recordableMembers(shape(Iam.CreateUserRequest$), input) as { userName: string; tags: unknown[] };
    expect([recorded.userName.length, recorded.tags.length]).toEqual([PARAMETER_TEXT_MAX, PARAMETER_ELEMENTS_MAX]);
    const huge = { Tags: Array.from({ length: 100 }, () => ({ Key: "k", Value: "v".repeat(4_000) })) };
    const cut = recordableMembers(shape(Iam.TagUserRequest$), { UserName: "ana", ...huge });
    expect(cut).toMatchObject({ userName: "ana", omitted: true });
    expect(JSON.stringify(cut).length).toBeLessThan(64 * 1024);
  });

  test("nothing gives nothing", () => {
    expect(recordableMembers(shape(Iam.CreateUserRequest$), {})).toBeUndefined();
    expect(recordableMembers(shape(Iam.CreateUserRequest$), undefined)).toBeUndefined();
  });
});

test("secret texts are found wherever they are, to clean messages of them", () => {
  expect(secretTexts(shape(Iam.CreateLoginProfileRequest$), { UserName: "ana", Password: "hunter2!" })).toEqual([
    "hunter2!",
  ]);
});
