/**
 * Header fields straight from the parser's flat list: nothing dropped, nothing reordered. Values are latin1, one
 * character per byte, as HTTP delivers them.
 */
import type { Headers } from "../kit/http.ts";

export class RawHeaders implements Headers {
  private readonly flat: readonly string[];
  private readonly byName = new Map<string, string>();
  private pairs: readonly (readonly [string, string])[] | undefined;

  /** `flat` alternates names and values, as `IncomingMessage.rawHeaders` does. */
  constructor(flat: readonly string[]) {
    this.flat = flat;
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = (flat[index] ?? "").toLowerCase();
      const value = flat[index + 1] ?? "";
      const previous = this.byName.get(name);
      this.byName.set(name, previous === undefined ? value : `${previous},${value}`);
    }
  }

  get(lowerCaseName: string): string | undefined {
    return this.byName.get(lowerCaseName);
  }

  has(lowerCaseName: string): boolean {
    return this.byName.has(lowerCaseName);
  }

  names(): Iterable<string> {
    return this.byName.keys();
  }

  entries(): readonly (readonly [string, string])[] {
    if (this.pairs === undefined) {
      const pairs: [string, string][] = [];
      for (let index = 0; index + 1 < this.flat.length; index += 2)
        pairs.push([this.flat[index] ?? "", this.flat[index + 1] ?? ""]);
      this.pairs = pairs;
    }
    return this.pairs;
  }
}
