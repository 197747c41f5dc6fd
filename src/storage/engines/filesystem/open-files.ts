/**
 * Descriptors of files that are read again and again: opening and closing one costs more than reading 64 KiB of it. At most so
 * many stay open without a reader, the one not read for longest closed first. A removed file must be forgotten, or its room on the disk
 * stays taken.
 */
import { close, open } from "node:fs";

export interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
  readers: number;
}

export class OpenFiles {
  readonly #idleMax: number;
  /** In order of last use. */
  readonly #files = new Map<string, OpenFile>();

  constructor(idleMax: number) {
    this.#idleMax = idleMax;
  }

  /** The file for reading; give it back with `release`. Rejects as `open` does. */
  async acquire(path: string): Promise<OpenFile> {
    let file = this.#files.get(path);
    if (file === undefined) {
      const descriptor = await openFile(path);
      const opened = this.#files.get(path); // By somebody else meanwhile.
      if (opened !== undefined) close(descriptor);
      file = opened ?? { path, descriptor, readers: 0 };
    }
    file.readers += 1;
    this.#files.delete(path);
    this.#files.set(path, file);
    return file;
  }

  /** For a read that is over before anybody else has their turn; undefined when the file is not open. */
  opened(path: string): OpenFile | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    this.#files.delete(path);
    this.#files.set(path, file);
    return file;
  }

  release(file: OpenFile): void {
    file.readers -= 1;
    if (this.#files.get(file.path) !== file) {
      if (file.readers === 0) close(file.descriptor);
      return;
    }
    for (const [path, oldest] of this.#files) {
      if (this.#files.size <= this.#idleMax) return;
      if (oldest.readers === 0) this.forget(path);
    }
  }

  /** Closes the file, when its last reader has given it back. */
  forget(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    if (file.readers === 0) close(file.descriptor);
  }

  close(): void {
    for (const path of this.#files.keys()) this.forget(path);
  }
}

function openFile(path: string): Promise<number> {
  return new Promise((resolve, reject) =>
    open(path, "r", (error, descriptor) => (error === null ? resolve(descriptor) : reject(error))),
  );
}
