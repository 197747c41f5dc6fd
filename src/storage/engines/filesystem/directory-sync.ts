/**
 * Makes new names in a directory durable. One fsync serves everybody who asked before it began, so that many concurrent
 * blobs in one directory cost few of them.
 */
import { open } from "node:fs/promises";

interface Round {
  /** The fsync that runs now. */
  readonly running: Promise<void>;
  /** The one after it, for names that came too late for it. */
  next: Promise<void> | undefined;
}

export class DirectorySync {
  readonly #rounds = new Map<string, Round>();

  /** Resolves once every name made in `directory` before this call is durable. */
  sync(directory: string): Promise<void> {
    const round = this.#rounds.get(directory);
    if (round === undefined) return this.#begin(directory);
    round.next ??= round.running.then(
      () => this.#begin(directory),
      () => this.#begin(directory),
    );
    return round.next;
  }

  #begin(directory: string): Promise<void> {
    const running = syncNow(directory);
    const round: Round = { running, next: undefined };
    this.#rounds.set(directory, round);
    void running
      .catch(() => {})
      .finally(() => {
        if (this.#rounds.get(directory) === round && round.next === undefined) this.#rounds.delete(directory);
      });
    return running;
  }
}

async function syncNow(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
