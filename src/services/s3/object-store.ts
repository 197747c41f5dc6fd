/**
 * The object store that other services use: the S3 service without HTTP. Every call is authorized as the caller, with the
 * action that the same request over HTTP would need, and goes through the same store functions.
 *
 * It does not look at Regions: a service finds a bucket wherever it is.
 */
import type { Authorizer } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/principal.ts";
import type { ByteStream } from "../../kit/http.ts";
import type { ListPage, ListRequest, ObjectStore, ObjectSummary } from "../../kit/ports/object-store.ts";
import { assert } from "../../runtime/assert.ts";
import type { ByteRange } from "../../storage/blob-store.ts";
import type { LocalFile, SealKeys } from "../../storage/objects.ts";
import type { Reader } from "../../storage/record-store.ts";
import { checksThrough } from "./access-points/both-sides.ts";
import { findNamedAccessPoint, mayNameAccessPoint, type NamedAccessPoint } from "./access-points/named-bucket.ts";
import { bucketArn, objectArn } from "./arns.ts";
import { requireAtHand } from "./archive/archive-state.ts";
import { openBucketAnywhere } from "./buckets/open-bucket.ts";
import { causeOf } from "./events/object-change.ts";
import { customerKeyMissing } from "./encryption/read-encryption.ts";
import { beginSealing, openKeys, type Sealing } from "./encryption/sealing.ts";
import { defaultSealing } from "./encryption/write-encryption.ts";
import { invalidRange } from "./errors.ts";
import { DELETED_KEYS_PAGE, LIST_PAGE_MAX } from "./limits.ts";
import { listPage } from "./listing/list-page.ts";
import { objectSource } from "./listing/sources.ts";
import { asStream } from "./objects/copy-bytes.ts";
import { checkKey } from "./objects/object-key.ts";
import { openObject } from "./objects/open-object.ts";
import { type ReceivedBody, receiveBody, receiveFile } from "./objects/receive-body.ts";
import { takeBytes } from "./objects/taken-bytes.ts";
import type { S3 } from "./s3.ts";
import type { BucketRecord } from "./store/bucket-record.ts";
import { commitVersion } from "./store/commit-version.ts";
import { deleteVersion } from "./store/delete-version.ts";
import { readCurrentObject, readExtents } from "./store/read-version.ts";
import { newVersionId, shownVersionId } from "./store/version-id.ts";
import { type ObjectVersion, wholeSecondMs } from "./store/version-record.ts";

export function createObjectStore(s3: S3, authorizer: Authorizer): ObjectStore {
  /** The bucket that is meant, once the caller may do this. AWS: an alias of an access point may stand wherever a bucket's name may (access-points-naming.html). */
  const allow = async (
    caller: Caller,
    check: { readonly action: string; readonly bucket: string; readonly keys?: readonly string[] },
    more?: Record<string, string>,
  ): Promise<string> => {
    const { action, bucket, keys } = check;
    const conditions = { ...caller.conditions, ...more };
    const resources = keys === undefined ? [bucketArn(bucket)] : keys.map((key) => objectArn(bucket, key));
    const named = await aliasNamed(s3, caller, bucket);
    for (const resource of resources)
      await authorizer.authorize(caller, checksThrough([{ action, resource, conditions }], named), "s3");
    const [alias] = named;
    if (alias?.fault !== undefined) throw alias.fault;
    return alias?.accessPoint?.bucket ?? bucket;
  };
  return {
    async list(caller, request) {
      const bucket = await allow(
        caller,
        { action: "s3:ListBucket", bucket: request.bucket },
        { "s3:prefix": request.prefix },
      );
      return await s3.records.read((reader) => listObjects(reader, openBucketAnywhere(reader, bucket), request));
    },
    async head(caller, name, key) {
      const bucket = await allow(caller, { action: "s3:GetObject", bucket: name, keys: [key] });
      return await s3.records.read((reader) => {
        const record = openBucketAnywhere(reader, bucket);
        const version = readCurrentObject(reader, bucket, key);
        return version === undefined ? undefined : summaryOf(record, key, version);
      });
    },
    async read(...[caller, name, key, range]) {
      const bucket = await allow(caller, { action: "s3:GetObject", bucket: name, keys: [key] });
      return await openStream(s3, { caller, bucket, key, range });
    },
    async put(...[caller, name, key, body, contentType]) {
      const bucket = await allow(caller, { action: "s3:PutObject", bucket: name, keys: [key] });
      return await store(s3, {
        caller,
        bucket,
        key,
        contentType,
        receive: (sealing) => receiveBody(s3, body, { sealing }),
      });
    },
    async putFile(...[caller, name, key, path, contentType]) {
      const bucket = await allow(caller, { action: "s3:PutObject", bucket: name, keys: [key] });
      return await store(s3, {
        caller,
        bucket,
        key,
        contentType,
        receive: (sealing) => receiveFile(s3, path, sealing),
      });
    },
    async delete(caller, name, keys) {
      const bucket = await allow(caller, { action: "s3:DeleteObject", bucket: name, keys });
      for (let start = 0; start < keys.length; start += DELETED_KEYS_PAGE) {
        await deleteKeys(s3, { caller, bucket, keys: keys.slice(start, start + DELETED_KEYS_PAGE) });
      }
    },
    async localFile(caller, name, key) {
      const bucket = await allow(caller, { action: "s3:GetObject", bucket: name, keys: [key] });
      return await openLocalFile(s3, { caller, bucket, key });
    },
  };
}

const NO_NAMES: readonly NamedAccessPoint[] = [];

async function aliasNamed(s3: S3, { region }: Caller, bucket: string): Promise<readonly NamedAccessPoint[]> {
  if (!mayNameAccessPoint(bucket, { region })) return NO_NAMES;
  const named = await s3.records.read((reader) => findNamedAccessPoint(reader, bucket, { region }));
  return named === undefined ? NO_NAMES : [named];
}

function listObjects(reader: Reader, bucket: BucketRecord, request: ListRequest): ListPage {
  assert(request.limit >= 1 && request.limit <= LIST_PAGE_MAX, "a page has 1 to 1,000 entries");
  const page = listPage(objectSource(reader, bucket.name), {
    prefix: request.prefix,
    delimiter: request.delimiter,
    limit: request.limit,
    seen: request.startAfter === undefined ? undefined : { upTo: request.startAfter },
  });
  const objects: ObjectSummary[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  for (const { item, commonPrefix } of page.entries) {
    if (item === undefined) commonPrefixes.push(commonPrefix);
    else objects.push(summaryOf(bucket, item.key, item.version));
    last = commonPrefix ?? item?.key;
  }
  return { objects, commonPrefixes, next: page.isTruncated ? last : undefined };
}

function summaryOf(bucket: BucketRecord, key: string, version: ObjectVersion): ObjectSummary {
  return {
    bucket: bucket.name,
    key,
    sizeBytes: version.sizeBytes,
    etag: version.etag,
    lastModifiedMs: version.lastModifiedMs,
    contentType: version.system.contentType,
    versionId: shownVersionId(bucket, version),
  };
}

interface Target {
  readonly bucket: string;
  readonly key: string;
}

interface OpenTarget {
  readonly record: BucketRecord;
  readonly version: ObjectVersion;
}

function openTarget(s3: S3, reader: Reader, target: Target): OpenTarget {
  const bucket = openBucketAnywhere(reader, target.bucket);
  const { key } = target;
  const version = openObject(reader, bucket, { key, method: "GET" });
  const nowMs = s3.runtime.clock.nowMs();
  requireAtHand({ reader, bucket, key, version, nowMs });
  return { record: bucket, version };
}

/** In the caller's name. Nobody can bring a customer's key here. @throws {InvalidRequest} 400 for an object that needs one; and as openKeys */
async function keysOf(
  s3: S3,
  { caller, key }: Reading,
  { record: bucket, version: { encryption } }: OpenTarget,
): Promise<SealKeys | undefined> {
  if (encryption?.algorithm === "customer") throw customerKeyMissing();
  return encryption === undefined ? undefined : await openKeys(s3, { caller, bucket, key }, encryption);
}

interface Reading extends Target {
  readonly caller: Caller;
}

/** The end of a range may lie behind the object's; its start may not. */
async function openStream(s3: S3, target: Reading & { readonly range: ByteRange | undefined }): Promise<ByteStream> {
  const { open, take } = await s3.records.read((reader) => {
    const opened = openTarget(s3, reader, target);
    return { open: opened, take: takeBytes(s3, reader, opened.version) };
  });
  const { version } = open;
  s3.accesses.note(target, version, s3.runtime.clock.nowMs());
  const { startBytes = 0, endBytes = version.sizeBytes } = target.range ?? {};
  if (target.range !== undefined && (startBytes < 0 || startBytes >= Math.min(endBytes, version.sizeBytes))) {
    throw invalidRange(`bytes=${startBytes}-${endBytes - 1}`, version.sizeBytes);
  }
  const range = { startBytes, endBytes: Math.min(endBytes, version.sizeBytes) };
  return asStream(take(range, await keysOf(s3, target, open)));
}

/** The object's own file where it has one that is not sealed; a sealed one is laid open for as long as it is in use. */
async function openLocalFile(s3: S3, target: Reading): Promise<LocalFile> {
  const { open, extents } = await s3.records.read((reader) => {
    const opened = openTarget(s3, reader, target);
    return { open: opened, extents: readExtents(reader, opened.version) };
  });
  s3.accesses.note(target, open.version, s3.runtime.clock.nowMs());
  return await s3.bytes.localFile(extents, await keysOf(s3, target, open));
}

interface Write extends Target {
  readonly caller: Caller;
  readonly contentType: string;
  readonly receive: (sealing: Sealing | undefined) => Promise<ReceivedBody>;
}

async function store(s3: S3, write: Write): Promise<ObjectSummary> {
  const { caller, bucket, key } = write;
  checkKey(key);
  const { record, seal } = await s3.records.read((reader) => {
    const opened = openBucketAnywhere(reader, bucket);
    return { record: opened, seal: defaultSealing(s3, reader, opened) };
  });
  const sealing = await beginSealing(s3, { caller, bucket: record, key }, seal);
  const received = await write.receive(sealing);
  const { sizeBytes, etag, checksum } = received;
  const lastModifiedMs = wholeSecondMs(s3.runtime.clock.nowMs());
  const encryption = sealing?.encryption;
  const system = { contentType: write.contentType };
  const draft = { sizeBytes, etag, checksum, encryption, lastModifiedMs, system };
  const versionId = newVersionId(s3.runtime.ids);
  const place = { bytes: s3.bytes, bucket, key };
  const cause = causeOf(s3.runtime.clock, caller, "ObjectCreated:Put");
  const committed = await received.commit((transaction, extents) =>
    commitVersion(transaction, place, { draft, extents, newVersionId: versionId, cause }),
  );
  return summaryOf(committed.bucket, key, committed.version);
}

interface DeletedKeys extends Omit<Target, "key"> {
  readonly caller: Caller;
  readonly keys: readonly string[];
}

async function deleteKeys(s3: S3, { caller, bucket, keys }: DeletedKeys): Promise<void> {
  const cause = causeOf(s3.runtime.clock, caller, "ObjectRemoved");
  const lastModifiedMs = wholeSecondMs(cause.timeMs);
  const versionIds = keys.map(() => newVersionId(s3.runtime.ids));
  await s3.records.transact((transaction) => {
    openBucketAnywhere(transaction, bucket);
    keys.forEach((key, index) => {
      const place = { bytes: s3.bytes, bucket, key };
      deleteVersion(transaction, place, { newVersionId: versionIds[index] ?? "", lastModifiedMs, cause });
    });
  });
}
