/**
 * Wrapping keys that are open for a while, so that not every object costs a call to KMS: at most `ENTRIES_MAX`, each for five minutes of state time, overwritten with
 * zeros when they go. Keys go in and come out as copies, which whoever has one overwrites when it is used.
 */
import type { Runtime } from "../../../runtime/runtime.ts";

export interface OpenKey {
  readonly key: Uint8Array;
  /** Of keys of KMS. */
  readonly kms?: { readonly keyArn: string; readonly ciphertext: string } | undefined;
}

const ENTRIES_MAX = 1_000;
/** AWS calls the life of a bucket key "time-limited" and gives no figure (bucket-key.html). */
export const OPEN_KEY_MS = 5 * 60 * 1000;
const SWEEP_INTERVAL_MS = 60 * 1000;

interface Entry extends OpenKey {
  readonly untilMs: number;
}

export class KeyCache {
  /** In the order in which they came. */
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Runtime["clock"];
  readonly #stopSweeping: () => void;

  constructor({ clock, timers }: Pick<Runtime, "clock" | "timers">) {
    this.#clock = clock;
    this.#stopSweeping = timers.every(SWEEP_INTERVAL_MS, async () => this.#sweep());
  }

  get(id: string): OpenKey | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    if (entry.untilMs > this.#clock.nowMs()) return { key: Buffer.from(entry.key), kms: entry.kms };
    this.#drop(id, entry);
    return undefined;
  }

  set(id: string, { key, kms }: OpenKey): void {
    const before = this.#entries.get(id);
    if (before !== undefined) this.#drop(id, before);
    const [oldest] = this.#entries;
    if (this.#entries.size >= ENTRIES_MAX && oldest !== undefined) this.#drop(...oldest);
    this.#entries.set(id, { key: Buffer.from(key), kms, untilMs: this.#clock.nowMs() + OPEN_KEY_MS });
  }

  close(): void {
    this.#stopSweeping();
    for (const [id, entry] of this.#entries) this.#drop(id, entry);
  }

  #sweep(): void {
    const nowMs = this.#clock.nowMs();
    for (const [id, entry] of this.#entries) if (entry.untilMs <= nowMs) this.#drop(id, entry);
  }

  #drop(id: string, { key }: Entry): void {
    key.fill(0);
    this.#entries.delete(id);
  }
}
