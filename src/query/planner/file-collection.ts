/**
 * The local files of one query: each object once, however often it is mentioned, held until the query is over.
 */
import type { Caller } from "../../auth/principal.ts";
import type { ObjectStore, ObjectSummary } from "../../kit/ports/object-store.ts";
import type { LocalFile } from "../../storage/objects.ts";
import { s3Uri } from "./s3-location.ts";
import type { TableFile } from "./table-file.ts";

export interface FileCollection {
  /** In the order of `objects`. @throws {ServiceError} NoSuchKey when an object went away after it was listed */
  open(objects: readonly ObjectSummary[]): Promise<TableFile[]>;
  paths(): string[];
  publicMessage(message: string): { readonly text: string; readonly namesFile: boolean };
  release(): Promise<void>;
}

/** Objects opened at the same time. */
const OPEN_CONCURRENCY = 16;

export function createFileCollection(objects: ObjectStore, caller: Caller): FileCollection {
  const held = new Map<string, { readonly file: TableFile; readonly local: LocalFile }>();
  /** Outlives the files: a failure is told after they were given back. */
  const uriByPath = new Map<string, string>();

  async function openOne(object: ObjectSummary): Promise<TableFile> {
    const uri = s3Uri(object.bucket, object.key);
    const known = held.get(uri);
    if (known !== undefined) return known.file;
    const local = await objects.localFile(caller, object.bucket, object.key);
    const file = {
      path: local.path,
      bucket: object.bucket,
      key: object.key,
      sizeBytes: local.sizeBytes,
      etag: object.etag,
    };
    held.set(uri, { file, local });
    uriByPath.set(local.path, uri);
    return file;
  }

  return {
    async open(wanted) {
      const files: TableFile[] = [];
      for (let start = 0; start < wanted.length; start += OPEN_CONCURRENCY) {
        const results = await Promise.allSettled(wanted.slice(start, start + OPEN_CONCURRENCY).map(openOne));
        for (const result of results) {
          if (result.status === "rejected") throw result.reason;
          files.push(result.value);
        }
      }
      return files;
    },
    paths: () => [...new Set([...held.values()].map(({ file }) => file.path))],
    publicMessage(message) {
      let text = message;
      for (const [path, uri] of uriByPath) text = text.replaceAll(path, uri);
      return { text, namesFile: text !== message };
    },
    async release() {
      const all = [...held.values()];
      held.clear();
      await Promise.all(all.map(({ local }) => local.release()));
    },
  };
}
