/**
 * CBOR bytes to values, for request bodies. The SDK's own reader trusts its server: it allocates by the length that a
 * message claims and recurses without end. This one does neither. Timestamps (tag 1) become `Date`; big decimals
 * (tag 4) are refused, because no service here has a member of that type.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8949 (read 2026-11-23)
 */
import { NESTING_LEVELS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import { setOwnKey } from "../own-key.ts";
import { dateOfEpochSeconds } from "../timestamps.ts";
import { decodeUtf8 } from "../utf8.ts";

const BREAK = Symbol("break");
const INDEFINITE = 31;

/** @throws {MalformedInput} */
export function readCbor(bytes: Uint8Array): unknown {
  const reader = new CborReader(bytes);
  const value = reader.value(0);
  if (!reader.isAtEnd || value === BREAK) throw broken("unexpected bytes");
  return value;
}

class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The CBOR is nested too deeply");
    const initial = this.#byte();
    const major = initial >> 5;
    const minor = initial & 0x1f;
    switch (major) {
      case 0:
        return this.#argument(minor);
      case 1:
        return negative(this.#argument(minor));
      case 2:
        return minor === INDEFINITE ? this.#chunks(2) : this.#take(minor);
      case 3:
        return decodeUtf8(minor === INDEFINITE ? this.#chunks(3) : this.#take(minor));
      case 4:
        return this.#list(minor, depth);
      case 5:
        return this.#map(minor, depth);
      case 6:
        return this.#tagged(minor, depth);
      default:
        return this.#simple(minor);
    }
  }

  #list(minor: number, depth: number): unknown[] {
    const items: unknown[] = [];
    const count = this.#count(minor);
    while (count === undefined || items.length < count) {
      const item = this.value(depth + 1);
      if (item === BREAK) {
        if (count !== undefined) throw broken("unexpected break");
        break;
      }
      items.push(item);
    }
    return items;
  }

  #map(minor: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const count = this.#count(minor);
    for (let index = 0; count === undefined || index < count; index += 1) {
      const key = this.value(depth + 1);
      if (key === BREAK && count === undefined) break;
      if (typeof key !== "string") throw broken("a map key is no text");
      const value = this.value(depth + 1);
      if (value === BREAK) throw broken("unexpected break");
      setOwnKey(map, key, value);
    }
    return map;
  }

  #tagged(minor: number, depth: number): unknown {
    const tag = this.#argument(minor);
    const value = this.value(depth + 1);
    if (tag === 1 && typeof value === "number") return dateOfEpochSeconds(value);
    if ((tag === 2 || tag === 3) && value instanceof Uint8Array && value.length <= 64)
      return bigNumber(value, tag === 3);
    throw broken(`tag ${String(tag)} is not accepted here`);
  }

  #simple(minor: number): unknown {
    switch (minor) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#view.getUint16(this.#skip(2)));
      case 26:
        return this.#view.getFloat32(this.#skip(4));
      case 27:
        return this.#view.getFloat64(this.#skip(8));
      case INDEFINITE:
        return BREAK;
      default:
        throw broken("unknown simple value");
    }
  }

  /** Number of items to come, or undefined for an indefinite collection. Nothing is allocated by it. */
  #count(minor: number): number | undefined {
    if (minor === INDEFINITE) return undefined;
    const count = Number(this.#argument(minor));
    // Each item takes at least one byte, so a larger count is a lie.
    if (count > this.#bytes.length - this.#at) throw broken("a collection is longer than the body");
    return count;
  }

  #argument(minor: number): number | bigint {
    if (minor < 24) return minor;
    switch (minor) {
      case 24:
        return this.#view.getUint8(this.#skip(1));
      case 25:
        return this.#view.getUint16(this.#skip(2));
      case 26:
        return this.#view.getUint32(this.#skip(4));
      case 27: {
        const value = this.#view.getBigUint64(this.#skip(8));
        return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
      }
      default:
        throw broken("unknown length form");
    }
  }

  #take(minor: number): Uint8Array {
    const length = Number(this.#argument(minor));
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  #chunks(major: number): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let initial = this.#byte(); initial !== 0xff; initial = this.#byte()) {
      if (initial >> 5 !== major || (initial & 0x1f) === INDEFINITE) throw broken("a chunk is of another type");
      parts.push(this.#take(initial & 0x1f));
    }
    return Buffer.concat(parts);
  }

  #byte(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  /** Steps over `length` bytes and returns where they start. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw broken("unexpected end");
    this.#at = start + length;
    return start;
  }
}

function negative(value: number | bigint): number | bigint {
  return typeof value === "bigint" ? -1n - value : -1 - value;
}

function bigNumber(bytes: Uint8Array, isNegative: boolean): bigint {
  const magnitude = bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return isNegative ? -1n - magnitude : magnitude;
}

function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

function broken(reason: string): MalformedInput {
  return new MalformedInput("syntax", `The CBOR is not well-formed: ${reason}`);
}
