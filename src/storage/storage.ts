/** Everything that is state, opened together and closed together. */
import type { BlobStore } from "./blob-store.ts";
import type { ObjectBytes } from "./objects.ts";
import type { RecordStore } from "./record-store.ts";

export interface Storage {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly bytes: ObjectBytes;
  /** Waits for running work and releases everything, the directory's lock last. */
  close(): Promise<void>;
}
