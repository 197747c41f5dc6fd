/**
 * Inputs for every operation, made from AWS's own schemas: one with the required members only, one with all of them. Values are what their names
 * ask for; a name that needs a value of a certain form is listed here by the service it belongs to.
 */
import type { OperationModel } from "../../../src/model/service-model.ts";
import { createSecretKey, type KeyObject } from "node:crypto";
import { encryptBlob } from "../../../src/services/kms/material/ciphertext.ts";
import { type Member, type Shape, structureOf } from "../../../src/model/shape.ts";

export const ACCOUNT = "111122223333";
export const REGION = "us-east-1";
const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

const noKey = (): KeyObject => createSecretKey(new Uint8Array(32));
const SAMPLE_MATERIAL = {
  version: 1,
  materialId: "sample",
  secret: new Uint8Array(32),
  publicKey: undefined,
  privateKeyObject: noKey,
  publicKeyObject: noKey,
};

type Values = Readonly<Record<string, unknown>>;

/** By member name; `Operation.Member` wins over `Member`. */
const VALUES: Readonly<Record<string, Values>> = {
  s3: {
    Bucket: "sample-bucket",
    Key: "folder/key",
    CopySource: "source-bucket/source-key?versionId=null",
    VersionId: "null",
    "PutObject.Tagging": "team=data",
    "CopyObject.Tagging": "team=data",
    "CreateMultipartUpload.Tagging": "team=data",
    LocationConstraint: "eu-west-1",
    Role: `arn:aws:iam::${ACCOUNT}:role/sample`,
  },
  s3control: {
    AccountId: ACCOUNT,
    Bucket: "sample-bucket",
    Name: "sample-point",
    ResourceArn: "arn:aws:s3:::sample-bucket",
  },
  glue: {
    CatalogId: ACCOUNT,
    ResourceArn: `arn:aws:glue:${REGION}:${ACCOUNT}:crawler/sample`,
    Role: `arn:aws:iam::${ACCOUNT}:role/sample`,
  },
  s3tables: {
    tableBucketARN: `arn:aws:s3tables:${REGION}:${ACCOUNT}:bucket/sample`,
    resourceArn: `arn:aws:s3tables:${REGION}:${ACCOUNT}:bucket/sample`,
    tableArn: `arn:aws:s3tables:${REGION}:${ACCOUNT}:bucket/sample/table/00000000-0000-4000-8000-000000000000`,
  },
  athena: { ResourceARN: `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/sample` },
  iam: {
    PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/sample`,
    PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
    SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/sample`,
    OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/example.com`,
    SAMLProviderArn: `arn:aws:iam::${ACCOUNT}:saml-provider/sample`,
    PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/sample`,
    "GenerateServiceLastAccessedDetails.Arn": `arn:aws:iam::${ACCOUNT}:role/sample`,
    "ListPoliciesGrantingServiceAccess.Arn": `arn:aws:iam::${ACCOUNT}:role/sample`,
    PathPrefix: "/sample/",
    Path: "/sample/",
    NewPath: "/sample/",
    Url: "https://example.com",
    AWSServiceName: "elasticbeanstalk.amazonaws.com",
  },
  kms: {
    KeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY_ID}`,
    SourceKeyId: KEY_ID,
    DestinationKeyId: KEY_ID,
    TargetKeyId: KEY_ID,
    CiphertextBlob: encryptBlob(
      { accountId: ACCOUNT, keyId: KEY_ID },
      { material: SAMPLE_MATERIAL, context: {} },
      new Uint8Array(8),
      new Uint8Array(16),
    ),
    AliasName: "alias/sample",
    ReplicaRegion: "eu-west-1",
    PrimaryRegion: "eu-west-1",
  },
  sts: {
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/sample`,
    PrincipalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/sample`,
    TargetPrincipal: ACCOUNT,
    AccessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
  organizations: {
    AccountId: ACCOUNT,
    PolicyId: "p-12345678",
    TargetId: "r-abcd",
    ResourceId: ACCOUNT,
    ParentId: "r-abcd",
    RootId: "r-abcd",
    OrganizationalUnitId: "ou-abcd-12345678",
    SourceParentId: "r-abcd",
    DestinationParentId: "ou-abcd-12345678",
    "DescribeEffectivePolicy.TargetId": ACCOUNT,
  },
  dynamodb: {
    TableName: "sample",
    IndexName: "sample-index",
    ResourceArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/sample`,
    RequestItems: { sample: [] },
    TransactItems: [
      { Get: { TableName: "sample", Key: {} } },
      { Put: { TableName: "sample", Item: {} } },
      { Update: { TableName: "sample", Key: {} } },
      { Delete: { TableName: "sample", Key: {} } },
      { ConditionCheck: { TableName: "sample", Key: {} } },
    ],
    "TransactGetItems.TransactItems": [{ Get: { TableName: "sample", Key: {} } }],
  },
  cloudtrail: {
    ResourceId: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/sample`,
    EventDataStore: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/sample`,
  },
};

/** Deeper structures are left out; no access mapping looks so deep. */
const DEPTH_MAX = 5;

export interface Sample {
  readonly name: "required members" | "all members";
  readonly input: unknown;
}

export function sampleInputs(service: string, operation: OperationModel): readonly Sample[] {
  const shape = structureOf(operation.input);
  const maker = (isFull: boolean): unknown =>
    valueOf(shape, { service, operation: operation.name, isFull, depth: 0, name: "" });
  return [
    { name: "required members", input: maker(false) },
    { name: "all members", input: maker(true) },
  ];
}

interface Place {
  readonly service: string;
  readonly operation: string;
  readonly isFull: boolean;
  readonly depth: number;
  readonly name: string;
}

function memberValue(member: Member, place: Place): unknown {
  const values = VALUES[place.service] ?? {};
  const named = values[`${place.operation}.${member.name}`] ?? values[member.name];
  return named ?? valueOf(member.shape, { ...place, name: member.name, depth: place.depth + 1 });
}

function valueOf(shape: Shape, place: Place): unknown {
  switch (shape.kind) {
    case "structure": {
      const members = place.depth > DEPTH_MAX ? [] : shape.members;
      const wanted = members.filter((member) => place.isFull || member.isRequired);
      const given = shape.isUnion ? members.slice(0, 1) : wanted;
      return Object.fromEntries(given.map((member) => [member.name, memberValue(member, place)]));
    }
    case "list":
      return [memberValue({ ...shape.element, name: place.name }, place)];
    case "map":
      return { sample: memberValue({ ...shape.value, name: "value" }, place) };
    case "timestamp":
      return new Date(0);
    case "number":
      return 1;
    case "boolean":
      return true;
    case "blob":
      return new Uint8Array(8);
    default:
      return `sample-${place.name.toLowerCase()}`;
  }
}
