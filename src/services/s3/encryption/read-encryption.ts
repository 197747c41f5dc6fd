/**
 * What a read must bring to see an object, and what it is shown of how it is sealed.
 *
 * AWS: texts recorded in localstack/localstack test_s3.snapshot.json (TestS3SSECEncryption, test_object_retrieval_sse_c).
 */
import type { GetObjectOutput } from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { SealKeys } from "../../../storage/objects.ts";
import { invalidArgument, invalidRequest, wrongCustomerKey } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { type CustomerKey, requireSecureConnection } from "./customer-key.ts";
import type { ObjectEncryption } from "./object-encryption.ts";
import { openWithCustomerKey } from "./sealing.ts";

const HEADER = "x-amz-server-side-encryption";

/**
 * The keys of an object that is sealed with the customer's key; undefined for all others, whose keys are not the caller's to bring.
 *
 * @throws {InvalidRequest} 400 for a key where none is used, for none where one is, and over HTTP
 * @throws {AccessDenied} 403 for another key
 */
export function openForCustomer(
  bucket: BucketRecord,
  encryption: ObjectEncryption | undefined,
  { customer, context }: { readonly customer: CustomerKey | undefined; readonly context: RequestContext },
): SealKeys | undefined {
  if (encryption?.algorithm !== "customer") {
    if (customer !== undefined) throw invalidRequest("The encryption parameters are not applicable to this object.");
    return undefined;
  }
  if (customer === undefined) throw customerKeyMissing();
  requireSecureConnection(bucket, context);
  const keys = openWithCustomerKey(bucket.name, encryption, customer);
  if (keys === undefined) throw wrongCustomerKey();
  return keys;
}

export function customerKeyMissing(): ReturnType<typeof invalidRequest> {
  return invalidRequest(
    "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
  );
}

/** AWS: how an object is sealed cannot be chosen by who reads it (API_HeadObject); the text is an old answer (s3tools/s3cmd issue 276). */
export function refuseEncryptionHeader({ headers }: Pick<RequestContext, "headers">): void {
  const value = headers.get(HEADER);
  if (value === undefined) return;
  throw invalidArgument(`${HEADER} header is not supported for this operation.`, HEADER, value);
}

export type EncryptionMembers = Pick<
  GetObjectOutput,
  "ServerSideEncryption" | "SSEKMSKeyId" | "BucketKeyEnabled" | "SSECustomerAlgorithm" | "SSECustomerKeyMD5"
>;

/** As headers of the answer. AWS: a bucket key that is not used is not mentioned. */
export function encryptionMembers(
  encryption: ObjectEncryption | undefined,
  customer?: Pick<CustomerKey, "md5">,
): EncryptionMembers {
  if (encryption === undefined) return {};
  const { algorithm, kms } = encryption;
  if (algorithm === "customer") return { SSECustomerAlgorithm: "AES256", SSECustomerKeyMD5: customer?.md5 };
  if (kms === undefined) return { ServerSideEncryption: algorithm };
  return {
    ServerSideEncryption: algorithm,
    SSEKMSKeyId: kms.keyArn,
    ...(kms.isBucketKey === true ? { BucketKeyEnabled: true } : {}),
  };
}

/** The same for a write, which is also told its encryption context. */
export function writtenMembers(
  encryption: ObjectEncryption | undefined,
  customer?: Pick<CustomerKey, "md5">,
): EncryptionMembers & { SSEKMSEncryptionContext?: string } {
  const context = encryption?.kms?.context;
  if (context === undefined) return encryptionMembers(encryption, customer);
  const text = Buffer.from(JSON.stringify(context)).toString("base64");
  return { ...encryptionMembers(encryption, customer), SSEKMSEncryptionContext: text };
}
