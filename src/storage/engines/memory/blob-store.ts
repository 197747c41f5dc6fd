/** Blobs in this process's memory, for tests and `--ephemeral`. Has no files, so neither `localPath` nor `adopt`. */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { BlobId, BlobStore, BlobWriter, ByteRange } from "../../blob-store.ts";
import { StorageError } from "../../storage-error.ts";

const READ_CHUNK_BYTES = 1024 * 1024;
const BLOB_ID_BYTES = 18;

interface MemoryBlob {
  bytes: Uint8Array;
  modifiedMs: number;
  isFinished: boolean;
}

class MemoryBlobWriter implements BlobWriter {
  readonly id: BlobId;
  readonly #blob: MemoryBlob;
  readonly #wallMs: () => number;
  readonly #remove: () => void;
  #chunks: Uint8Array[] = [];

  constructor(id: BlobId, blob: MemoryBlob, world: { wallMs: () => number; remove: () => void }) {
    this.id = id;
    this.#blob = blob;
    this.#wallMs = world.wallMs;
    this.#remove = world.remove;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#chunks.push(new Uint8Array(chunk));
    this.#blob.modifiedMs = this.#wallMs();
  }

  async finish(): Promise<number> {
    this.#blob.bytes = Buffer.concat(this.#chunks);
    this.#blob.isFinished = true;
    this.#chunks = [];
    return this.#blob.bytes.length;
  }

  async abort(): Promise<void> {
    this.#chunks = [];
    this.#remove();
  }
}

export function openMemoryBlobStore(runtime: Pick<Runtime, "clock" | "ids">): BlobStore {
  const blobs = new Map<BlobId, MemoryBlob>();
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new StorageError("closed", "the blob store is closed");
  };

  async function* read(id: BlobId, range: ByteRange): AsyncGenerator<Uint8Array> {
    checkOpen();
    const blob = blobs.get(id);
    if (blob === undefined || !blob.isFinished) throw new StorageError("corrupt", `the blob ${id} is missing`);
    const { bytes } = blob;
    if (range.endBytes > bytes.length) throw new StorageError("corrupt", `the blob ${id} is shorter than it should be`);
    for (let offset = range.startBytes; offset < range.endBytes; offset += READ_CHUNK_BYTES) {
      yield new Uint8Array(bytes.subarray(offset, Math.min(offset + READ_CHUNK_BYTES, range.endBytes)));
    }
  }

  return {
    async create() {
      checkOpen();
      const id = runtime.ids.token(BLOB_ID_BYTES) as BlobId;
      const wallMs = runtime.clock.wallMs;
      const blob = { bytes: new Uint8Array(0), modifiedMs: wallMs(), isFinished: false };
      blobs.set(id, blob);
      return new MemoryBlobWriter(id, blob, { wallMs, remove: () => void blobs.delete(id) });
    },
    read,
    async delete(id) {
      checkOpen();
      blobs.delete(id);
    },
    async *list() {
      checkOpen();
      for (const [id, { modifiedMs }] of blobs) yield { id, modifiedMs };
    },
    async close() {
      isClosed = true;
      blobs.clear();
    },
  };
}
