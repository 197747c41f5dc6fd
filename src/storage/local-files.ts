/** Files on this machine that the bytes layer needs: whole copies for engines that read files, and files that are handed over. */
import type { LocalFile } from "./objects.ts";

export interface CopyRequest {
  /** Names the bytes: two requests with one name mean the same bytes. */
  readonly name: string;
  readonly sizeBytes: number;
  /** False for a copy that is to go as soon as nobody uses it. */
  readonly isKept: boolean;
  /** Called when there is no copy yet. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

export interface LocalFiles {
  /**
   * A file with exactly these bytes, for this user of the system alone; kept after its release until room is needed, unless it is not to be.
   * @throws {StorageError} full when copies that are in use leave no room
   */
  copy(request: CopyRequest): Promise<LocalFile>;
  sizeBytes(path: string): Promise<number>;
  read(path: string): AsyncIterable<Uint8Array>;
  remove(path: string): Promise<void>;
  /** Removes every copy. */
  close(): Promise<void>;
}
