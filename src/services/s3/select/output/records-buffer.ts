/** Collects results and gives them out in payloads of at most 1 MiB. AWS: a Records event holds one record, several, or a part of one (RESTSelectObjectAppendix.html). */
import { RECORDS_BYTES_MAX } from "../select-limits.ts";

/** UTF-16 units that are encoded together: at most 3 bytes each. */
const ENCODED_UNITS = RECORDS_BYTES_MAX / 4;

export class RecordsBuffer {
  #text = "";
  #bytes: Uint8Array = new Uint8Array(0);

  add(text: string): void {
    this.#text += text;
  }

  /** Whether there is enough to be given out. */
  get isFull(): boolean {
    return this.#bytes.length > 0 || this.#text.length >= ENCODED_UNITS;
  }

  get isEmpty(): boolean {
    return this.#bytes.length === 0 && this.#text === "";
  }

  /** Undefined when there is nothing. */
  take(): Uint8Array | undefined {
    if (this.#bytes.length === 0) {
      this.#bytes = Buffer.from(this.#text);
      this.#text = "";
    }
    if (this.#bytes.length === 0) return undefined;
    const taken = this.#bytes.slice(0, RECORDS_BYTES_MAX);
    this.#bytes = this.#bytes.subarray(taken.length);
    return taken;
  }
}
