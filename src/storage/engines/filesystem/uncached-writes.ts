/**
 * Writes past the system's page cache. A long body would push everything else out of it and costs a page of fresh memory for every page of
 * itself; who reads it later reads it from the disk once. Only for memory and places that are whole pages, and where the system and the
 * file system can; who gets less written than it gave writes the rest in the ordinary way.
 */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isRunBytes } from "../../../runtime/run-pool.ts";

const PAGE_BYTES = 4096;
/** What file systems say that cannot. */
const CANNOT: ReadonlySet<unknown> = new Set(["EINVAL", "EOPNOTSUPP", "ENOTSUP"]);

/** One for each directory. */
export class UncachedWrites {
  #isPossible = typeof constants.O_DIRECT === "number";

  /** A second descriptor of a file that is being written; undefined where it is of no use. */
  async open(path: string): Promise<FileHandle | undefined> {
    return this.#isPossible ? await this.#tried(() => open(path, constants.O_WRONLY | constants.O_DIRECT)) : undefined;
  }

  /** The number of bytes that were written, from their start: 0 for those that do not lie in whole pages. */
  async write(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
    const isWholePages = isRunBytes(bytes) && [bytes.byteOffset, bytes.length, position].every(isPageMultiple);
    if (!this.#isPossible || !isWholePages) return 0;
    const written = await this.#tried(() => file.write(bytes, 0, bytes.length, position));
    return written?.bytesWritten ?? 0;
  }

  async #tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && CANNOT.has(error.code))) throw error;
      this.#isPossible = false;
      return undefined;
    }
  }
}

function isPageMultiple(bytes: number): boolean {
  return bytes % PAGE_BYTES === 0;
}
