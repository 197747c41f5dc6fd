/**
 * What this process still needs of the blob store although no record says so: blobs that are staged and may yet be
 * committed, and bytes that somebody is reading. Removal asks here first.
 */
export class BlobGuard {
  readonly #staged = new Set<string>();
  readonly #pins = new Map<string, number>();

  stage(id: string): void {
    this.#staged.add(id);
  }

  /** The blob is committed, or given up. */
  unstage(id: string): void {
    this.#staged.delete(id);
  }

  get staged(): ReadonlySet<string> {
    return this.#staged;
  }

  /** What somebody is reading. */
  get pinned(): Iterable<string> {
    return this.#pins.keys();
  }

  /** Keeps the bytes until the returned function is called. */
  pin(ids: readonly string[]): () => void {
    for (const id of ids) this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
    let isPinned = true;
    return () => {
      if (!isPinned) return;
      isPinned = false;
      for (const id of ids) {
        const left = (this.#pins.get(id) ?? 1) - 1;
        if (left === 0) this.#pins.delete(id);
        else this.#pins.set(id, left);
      }
    };
  }

  isNeeded(id: string): boolean {
    return this.#staged.has(id) || this.#pins.has(id);
  }
}
