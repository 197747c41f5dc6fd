/** The current state of a table as its files tell it, and the files of a table by their places in its warehouse. */
import type { Caller } from "../../../auth/principal.ts";
import { openManifest, type OpenManifest } from "../../../iceberg/commit.ts";
import { readManifest } from "../../../iceberg/manifest.ts";
import { readManifestList } from "../../../iceberg/manifest-list.ts";
import { parseMetadata } from "../../../iceberg/metadata-json.ts";
import { currentSnapshot, type Snapshot, type TableMetadata } from "../../../iceberg/table-metadata.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import { warehouseName } from "../../../kit/ports/warehouses.ts";
import { warehouseLocation } from "../catalog/tables.ts";
import { MANAGED_FILE_BYTES_MAX } from "../limits.ts";
import type { TableRecord } from "../records.ts";
import type { S3Tables } from "../s3tables.ts";

/** One table's files, read and written as somebody. */
export class TableFiles {
  readonly bucket: string;
  readonly location: string;
  readonly #store: ObjectStore;
  readonly #caller: Caller;

  constructor({ warehouses }: Pick<S3Tables, "warehouses">, table: Pick<TableRecord, "id">, caller: Caller) {
    this.bucket = warehouseName(table.id);
    this.location = warehouseLocation(table.id);
    this.#store = warehouses.store;
    this.#caller = caller;
  }

  /** `s3://bucket/key` to `key`. */
  keyOf(path: string): string {
    return path.slice(this.location.length + 1);
  }

  pathOf(key: string): string {
    return `${this.location}/${key}`;
  }

  async read(path: string): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of await this.#store.read(this.#caller, this.bucket, this.keyOf(path))) {
      length += chunk.length;
      if (length > MANAGED_FILE_BYTES_MAX) throw new RangeError(`the file ${path} of a table is too large to be read`);
      chunks.push(Uint8Array.from(chunk));
    }
    return Buffer.concat(chunks);
  }

  async write(path: string, bytes: Uint8Array, contentType: string): Promise<void> {
    await this.#store.put(this.#caller, this.bucket, this.keyOf(path), bytes, contentType);
  }

  async take(path: string, file: string, contentType: string): Promise<void> {
    await this.#store.putFile(this.#caller, this.bucket, this.keyOf(path), file, contentType);
  }

  localFile(path: string): ReturnType<ObjectStore["localFile"]> {
    return this.#store.localFile(this.#caller, this.bucket, this.keyOf(path));
  }

  async delete(paths: readonly string[]): Promise<void> {
    await this.#store.delete(
      this.#caller,
      this.bucket,
      paths.map((path) => this.keyOf(path)),
    );
  }

  list(startAfter: string | undefined): ReturnType<ObjectStore["list"]> {
    const after = startAfter === undefined ? {} : { startAfter };
    return this.#store.list(this.#caller, { bucket: this.bucket, prefix: "", limit: 1_000, ...after });
  }
}

export async function readMetadata(files: TableFiles, location: string): Promise<TableMetadata> {
  return parseMetadata(await files.read(location));
}

export async function readManifests(files: TableFiles, metadata: TableMetadata): Promise<OpenManifest[]> {
  const snapshot = currentSnapshot(metadata);
  return snapshot === undefined ? [] : await readManifestsOf(files, snapshot);
}

export async function readManifestsOf(files: TableFiles, snapshot: Snapshot): Promise<OpenManifest[]> {
  const list = readManifestList(await files.read(snapshot["manifest-list"]));
  return await Promise.all(list.map(async (file) => openManifest(file, readManifest(await files.read(file.path)))));
}
