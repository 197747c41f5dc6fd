/**
 * Thrift's compact protocol, read only, for bytes that nobody vouches for: every length is checked against what is left, numbers have at most ten
 * bytes, nesting has a limit, and a struct is read no further than the last field that is wanted. Time and memory follow the bytes given.
 *
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
import { THRIFT_DEPTH_MAX } from "../limits.ts";

export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** The bytes are not what the protocol allows. */
export class ThriftDamage extends Error {
  override readonly name = "ThriftDamage";
}

const TYPE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;
const VARINT_BYTES_MAX = 10;

export class ThriftCompactReader {
  readonly #bytes: Uint8Array;
  #position: number;
  #depth = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** The fields by id, up to and with `lastField`. @throws {ThriftDamage} */
  struct(lastField = Number.POSITIVE_INFINITY): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    this.#depth += 1;
    if (this.#depth > THRIFT_DEPTH_MAX) throw new ThriftDamage("nested too deeply");
    for (let id = 0; ;) {
      const header = this.#byte();
      const type = header & 0x0f;
      if (type === TYPE.stop) break;
      id = header >> 4 === 0 ? Number(this.#zigzag()) : id + (header >> 4);
      fields.set(id, this.#value(type));
      if (id >= lastField) break;
    }
    this.#depth -= 1;
    return fields;
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return type === TYPE.true;
      case TYPE.byte:
        return (this.#byte() << 24) >> 24;
      case TYPE.i16:
      case TYPE.i32:
        return Number(this.#zigzag());
      case TYPE.i64:
        return this.#zigzag();
      case TYPE.double:
        return new DataView(this.#take(8).slice().buffer).getFloat64(0, true);
      case TYPE.binary:
        return this.#take(Number(this.#varint()));
      case TYPE.list:
      case TYPE.set:
        return this.#list();
      case TYPE.struct:
        return this.struct();
      default:
        throw new ThriftDamage(`unknown type ${type}`);
    }
  }

  #list(): ThriftValue[] {
    const header = this.#byte();
    const size = header >> 4 === 15 ? Number(this.#varint()) : header >> 4;
    const type = header & 0x0f;
    // Each element has a byte at least, so a size beyond what is left is a lie.
    if (size > this.#bytes.length - this.#position) throw new ThriftDamage("a list longer than the data");
    this.#depth += 1;
    if (this.#depth > THRIFT_DEPTH_MAX) throw new ThriftDamage("nested too deeply");
    const values: ThriftValue[] = [];
    while (values.length < size) values.push(type <= TYPE.false ? this.#byte() === TYPE.true : this.#value(type));
    this.#depth -= 1;
    return values;
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let index = 0; index < VARINT_BYTES_MAX; index += 1) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value;
    }
    throw new ThriftDamage("a number of more than ten bytes");
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new ThriftDamage("the data ends too early");
    this.#position += 1;
    return byte;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#position) throw new ThriftDamage("the data ends too early");
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }
}
