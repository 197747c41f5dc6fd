/**
 * The files of one S3 target: everything below its path that is data. Left out, as Hive and Athena leave them out when they read: empty objects,
 * folder markers, and everything in or with a name that begins with `_` or `.`.
 */
import type { Caller } from "../../../auth/principal.ts";
import { invalidInput } from "../errors.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import { CRAWL_OBJECTS_MAX } from "../limits.ts";
import { CrawlFailure } from "./crawl-failure.ts";
import { compileGlob } from "./glob.ts";

export interface TargetPath {
  readonly bucket: string;
  /** Ends with `/` unless empty. */
  readonly folder: string;
  /** The path as a key: set when the path may be one object. */
  readonly key: string | undefined;
}

export interface CrawlFile {
  readonly key: string;
  readonly sizeBytes: number;
}

const LIST_PAGE = 1000;

/** @throws InvalidInputException for anything but `s3://bucket/...` */
export function parseTargetPath(path: string | undefined): TargetPath {
  const [, bucket, key] = /^s3[an]?:\/\/([^/]{3,63})(?:\/(.*))?$/s.exec(path ?? "") ?? [];
  if (bucket === undefined) throw invalidInput(`Invalid S3 path: ${path}`);
  const isFolder = key === undefined || key === "" || key.endsWith("/");
  return { bucket, folder: isFolder ? (key ?? "") : `${key}/`, key: isFolder ? undefined : key };
}

export interface ListedTarget {
  readonly path: TargetPath;
  readonly files: readonly CrawlFile[];
}

/**
 * All data files in key order. A path without a final `/` is a folder when something lies below it, else an object.
 *
 * @throws {CrawlFailure} for too many objects; ServiceErrors of S3 (NoSuchBucket, AccessDenied)
 */
export async function listTarget(
  objects: ObjectStore,
  caller: Caller,
  target: { path: TargetPath; exclusions: readonly string[]; signal: AbortSignal },
): Promise<ListedTarget> {
  const excludes = target.exclusions.map(compileGlob);
  const { path } = target;
  const files: CrawlFile[] = [];
  let seen = 0;
  let startAfter: string | undefined;
  do {
    target.signal.throwIfAborted();
    const page = await objects.list(caller, {
      bucket: path.bucket,
      prefix: path.folder,
      limit: LIST_PAGE,
      ...(startAfter === undefined ? {} : { startAfter }),
    });
    for (const object of page.objects) {
      const below = object.key.slice(path.folder.length);
      if (isData(below, object.sizeBytes) && !excludes.some((isExcluded) => isExcluded(below)))
        files.push({ key: object.key, sizeBytes: object.sizeBytes });
    }
    seen += page.objects.length;
    if (seen > CRAWL_OBJECTS_MAX) throw new CrawlFailure(`The target has more than ${CRAWL_OBJECTS_MAX} objects`);
    startAfter = page.next;
  } while (startAfter !== undefined);
  if (seen === 0 && path.key !== undefined) return singleObject(objects, caller, path);
  return { path, files };
}

async function singleObject(objects: ObjectStore, caller: Caller, path: TargetPath): Promise<ListedTarget> {
  const object = path.key === undefined ? undefined : await objects.head(caller, path.bucket, path.key);
  return {
    path,
    files: object === undefined || object.sizeBytes === 0 ? [] : [{ key: object.key, sizeBytes: object.sizeBytes }],
  };
}

function isData(below: string, sizeBytes: number): boolean {
  return (
    sizeBytes > 0 &&
    !below.endsWith("/") &&
    !below.endsWith("_$folder$") &&
    !below.split("/").some((part) => part.startsWith("_") || part.startsWith("."))
  );
}
