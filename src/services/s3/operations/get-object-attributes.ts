import type * as Sdk from "@aws-sdk/client-s3";
import type { Checksum, GetObjectAttributesParts, StorageClass } from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { checksumMember } from "../checksum/algorithms.ts";
import { parseCustomerKey } from "../encryption/customer-key.ts";
import { openForCustomer, refuseEncryptionHeader } from "../encryption/read-encryption.ts";
import { openKeys } from "../encryption/sealing.ts";
import { invalidArgument } from "../errors.ts";
import { parsePageSize } from "../listing/listing-request.ts";
import { parsePartMarker } from "../multipart/part-marker.ts";
import { checksumMembers } from "../objects/object-members.ts";
import { checkKey } from "../objects/object-key.ts";
import { openObject } from "../objects/open-object.ts";
import type { S3 } from "../s3.ts";
import { readParts } from "../store/read-version.ts";
import { shownVersionId } from "../store/version-id.ts";
import type { ManifestPart, ObjectChecksum, ObjectVersion } from "../store/version-record.ts";

type Input = InputOf<typeof Sdk, "GetObjectAttributes">;

const ATTRIBUTES: ReadonlySet<string> = new Set(["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]);

/**
 * What is known of an object besides its bytes, as far as it is asked for.
 *
 * AWS: the ETag comes without quotes, a COMPOSITE checksum without its `-N`, STANDARD is shown here; parts are listed only for COMPOSITE
 * checksums, otherwise there is but their number (recorded: localstack/localstack test_s3.snapshot.json, TestS3MultipartUploadChecksum).
 *
 * @throws {InvalidArgument} 400 for an unknown attribute  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 for a delete marker
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html (read 2026-11-23)
 */
export const getObjectAttributes: Operation<typeof Sdk, "GetObjectAttributes", S3> = {
  access: (input) => [objectAccess("s3:Get", input), objectAccess("s3:Get", input, "Attributes")],
  async handle(input, context, s3) {
    checkKey(input.Key);
    const asked = parseAttributes(input);
    refuseEncryptionHeader(context);
    const customer = parseCustomerKey(input);
    const page = {
      limit: parsePageSize(input.MaxParts, "max-parts"),
      afterPartNumber: parsePartMarker(input.PartNumberMarker),
    };
    const reading = s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const version = openObject(reader, bucket, {
        key: input.Key,
        versionId: input.VersionId,
        method: context.method,
      });
      const { encryption } = version;
      openForCustomer(bucket, encryption, { customer, context });
      const parts = asked.has("ObjectParts") ? readParts(reader, version) : undefined;
      const attributes = {
        LastModified: new Date(version.lastModifiedMs),
        VersionId: shownVersionId(bucket, version),
        ETag: asked.has("ETag") ? version.etag : undefined,
        Checksum: asked.has("Checksum") ? showChecksum(version.checksum) : undefined,
        ObjectParts: parts === undefined ? undefined : showParts(version, parts, page),
        StorageClass: asked.has("StorageClass") ? ((version.storageClass ?? "STANDARD") as StorageClass) : undefined,
        ObjectSize: asked.has("ObjectSize") ? version.sizeBytes : undefined,
      };
      return { attributes, bucket, encryption };
    });
    const { attributes, bucket, encryption } = await tellAbsence(s3, context, input, reading);
    // AWS: the checksum of an object that is sealed with KMS is part of what is sealed (UsingKMSEncryption.html).
    if (asked.has("Checksum") && encryption?.kms !== undefined)
      await openKeys(s3, { caller: context, bucket, key: input.Key }, encryption);
    return attributes;
  },
};

/** The header may have spaces around its commas. */
function parseAttributes(input: Input): ReadonlySet<string> {
  const names = input.ObjectAttributes.flatMap((text) => text.split(",")).map((name) => name.trim());
  for (const name of names) {
    if (!ATTRIBUTES.has(name))
      throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", name);
  }
  return new Set(names);
}

function showChecksum(checksum: ObjectChecksum | undefined): Checksum | undefined {
  return checksum === undefined
    ? undefined
    : checksumMembers({ ...checksum, value: checksum.value.replace(/-\d+$/, "") });
}

interface PartsPage {
  readonly limit: number;
  readonly afterPartNumber: number;
}

function showParts(version: ObjectVersion, parts: readonly ManifestPart[], page: PartsPage): GetObjectAttributesParts {
  const { checksum } = version;
  if (checksum?.type !== "COMPOSITE") return { TotalPartsCount: parts.length };
  const rest = parts.filter((part) => part.partNumber > page.afterPartNumber);
  const shown = rest.slice(0, page.limit);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(page.afterPartNumber),
    NextPartNumberMarker: String(shown.at(-1)?.partNumber ?? 0),
    MaxParts: page.limit,
    IsTruncated: page.limit > 0 && rest.length > shown.length,
    Parts: shown.map((part) => ({
      PartNumber: part.partNumber,
      Size: part.sizeBytes,
      [checksumMember(checksum.algorithm)]: part.checksum,
    })),
  };
}
