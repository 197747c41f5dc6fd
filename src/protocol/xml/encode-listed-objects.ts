/**
 * A document with a page of objects in it, from rows straight to the bytes of the answer. A page of a thousand objects is some 300 KB of XML, and
 * from one object to the next only key, date, ETag and size change: encode-xml.ts writes an example once for each kind of object in the page, and
 * this file puts the rest into copies of it. So what it writes is what encode-xml.ts would write, and a property test holds it to that.
 */
import type { _Object as ObjectMembers } from "@aws-sdk/client-s3";
import {
  type ListedObjects,
  readEtagParts,
  readKind,
  readSeconds,
  readSize,
  ROW,
  ROW_BYTES,
} from "../../kit/listed-objects.ts";
import type { Member } from "../../model/shape.ts";
import { assert } from "../../runtime/assert.ts";
import { giveBackPage, POOLED_PAGE_BYTES, takePage } from "../../runtime/page-pool.ts";
import { encodeXmlMembers, escapeXml } from "./encode-xml.ts";

/** The example: texts and numbers that occur nowhere else before the part that changes. */
const KEY = "key-of-the-example";
const DATE = new Date("2000-01-01T00:00:00.000Z");
const DATE_TEXT = DATE.toISOString();
const ETAG = "0".repeat(32);
const SIZE = 1_234_567_890_123;

/** The XML of one kind of object, cut where objects differ. */
interface Template {
  /** From the end of the key to the beginning of the size. The date in it is that of `seconds`. */
  readonly middle: Uint8Array;
  readonly dateAt: number;
  readonly etagAt: number;
  seconds: number;
  /** From the end of the size to the beginning of the next object's key. */
  readonly end: Uint8Array;
}

/** What is known of one list member. Templates are kept where no owner is shown, which would be another one each time. */
interface ListPlan {
  /** Before the first key. */
  readonly start: string;
  readonly templates: Map<number, Template>;
}

const plans = new WeakMap<Member, ListPlan>();

function planOf(member: Member, hasOwner: boolean): ListPlan {
  let plan = plans.get(member);
  if (plan === undefined) plans.set(member, (plan = { start: splitExample(member, {})[0], templates: new Map() }));
  return hasOwner ? { ...plan, templates: new Map() } : plan;
}

function makeTemplate(member: Member, list: ListedObjects, at: number): Template {
  const { algorithm, type, storageClass } = readKind(list.rows, at);
  const [start, middle, end] = splitExample(member, {
    ...(algorithm === undefined ? {} : { ChecksumAlgorithm: [algorithm], ChecksumType: type }),
    StorageClass: storageClass,
    Owner: list.owner,
  });
  const dateAt = middle.indexOf(DATE_TEXT);
  const etagAt = middle.indexOf(ETAG);
  assert(dateAt >= 0 && etagAt > dateAt, "an object shows its date before its ETag");
  return {
    middle: Buffer.from(middle),
    dateAt,
    etagAt,
    seconds: DATE.getTime() / 1000,
    end: Buffer.from(end + start),
  };
}

function splitExample(member: Member, more: ObjectMembers): readonly [start: string, middle: string, end: string] {
  const example: ObjectMembers = { Key: KEY, LastModified: DATE, ETag: `"${ETAG}"`, Size: SIZE, ...more };
  const xml = encodeXmlMembers([member], { [member.name]: [example] });
  const keyAt = xml.indexOf(KEY);
  const sizeAt = xml.indexOf(String(SIZE), keyAt);
  assert(keyAt >= 0 && sizeAt >= 0, "an object shows its key before its size");
  return [xml.slice(0, keyAt), xml.slice(keyAt + KEY.length, sizeAt), xml.slice(sizeAt + String(SIZE).length)];
}

/** What surrounds the objects. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

/** The bytes of `before`, of the flattened list `member`, and of `after`. */
export function encodeListedObjects(list: ListedObjects, member: Member, { before, after }: Around): Uint8Array {
  const { keys, rows } = list;
  const { start, templates } = planOf(member, list.owner !== undefined);
  let template: Template | undefined;
  let templateKind = -1;
  const writer = new PageWriter(keys.length, before + start);
  for (let index = 0; index < keys.length; index++) {
    const at = index * ROW_BYTES;
    const kind = ((rows[at + ROW.checksum] ?? 0) << 8) | (rows[at + ROW.storageClass] ?? 0);
    if (template === undefined || kind !== templateKind) {
      templateKind = kind;
      template = templates.get(kind) ?? makeTemplate(member, list, at);
      templates.set(kind, template);
    }
    writer.object(keys[index] ?? "", { rows, at }, template);
  }
  return writer.finish(start.length, after);
}

const OBJECT_BYTES_GUESS = 384;
/** Digits of a size and of a number of parts with its dash. */
const NUMBERS_BYTES_MAX = 15 + 6;
const ETAG_BYTES = 16;
const ZERO = 0x30;
const DASH = 0x2d;
const HEX = Buffer.from("0123456789abcdef");

/** Characters that are written as they are, in one byte. */
const IS_PLAIN = Uint8Array.from({ length: 128 }, (_, code) => {
  const text = String.fromCharCode(code);
  return escapeXml(text) === text ? 1 : 0;
});

const isWorthPooling = (bytes: number): boolean => bytes <= POOLED_PAGE_BYTES && bytes > POOLED_PAGE_BYTES / 8;

class PageWriter {
  private out: Buffer;
  private at: number;

  constructor(objects: number, before: string) {
    const guess = objects * OBJECT_BYTES_GUESS + Buffer.byteLength(before);
    this.out = isWorthPooling(guess) ? takePage() : Buffer.allocUnsafe(guess);
    this.at = this.out.write(before);
  }

  object(key: string, { rows, at }: { readonly rows: Buffer; readonly at: number }, template: Template): void {
    const { middle, end, etagAt } = template;
    this.text(key);
    this.makeRoom(2 * middle.length + end.length + NUMBERS_BYTES_MAX);
    const seconds = readSeconds(rows, at);
    if (seconds !== template.seconds) putDate(template, seconds);
    const { out } = this;
    const start = this.at;
    out.set(middle, start);
    writeHex(rows, at + ROW.etag, out, start + etagAt);
    this.at = start + middle.length;
    const parts = readEtagParts(rows, at);
    if (parts !== 0) this.parts(parts, middle, start, etagAt + 2 * ETAG_BYTES);
    this.number(readSize(rows, at));
    out.set(end, this.at);
    this.at += end.length;
  }

  /** `surplus`: bytes of another object's beginning that were written. */
  finish(surplus: number, after: string): Uint8Array {
    this.at -= surplus;
    this.makeRoom(3 * after.length);
    return this.out.subarray(0, this.at + this.out.write(after, this.at));
  }

  /** Puts `-N` behind the ETag and what follows it once more. */
  private parts(parts: number, middle: Uint8Array, start: number, etagEnd: number): void {
    this.at = start + etagEnd;
    this.out[this.at++] = DASH;
    this.number(parts);
    this.out.set(middle.subarray(etagEnd), this.at);
    this.at += middle.length - etagEnd;
  }

  private text(text: string): void {
    const { length } = text;
    this.makeRoom(length);
    const { out, at } = this;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f || IS_PLAIN[code] === 0) return this.otherText(text);
      out[at + index] = code;
    }
    this.at = at + length;
  }

  private otherText(text: string): void {
    const escaped = escapeXml(text);
    this.makeRoom(Buffer.byteLength(escaped));
    this.at += this.out.write(escaped, this.at);
  }

  private number(value: number): void {
    const { out, at } = this;
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits += 1;
    let rest = value;
    for (let place = at + digits - 1; place >= at; place--) {
      const next = Math.floor(rest / 10);
      out[place] = ZERO + rest - 10 * next;
      rest = next;
    }
    this.at = at + digits;
  }

  private makeRoom(bytes: number): void {
    if (this.at + bytes <= this.out.length) return;
    const larger = Buffer.allocUnsafe(2 * this.out.length + bytes);
    larger.set(this.out.subarray(0, this.at));
    giveBackPage(this.out);
    this.out = larger;
  }
}

function writeHex(source: Uint8Array, from: number, target: Uint8Array, at: number): void {
  for (let index = 0; index < ETAG_BYTES; index++) {
    const byte = source[from + index] ?? 0;
    target[at + 2 * index] = HEX[byte >> 4] ?? 0;
    target[at + 2 * index + 1] = HEX[byte & 0xf] ?? 0;
  }
}

const SECONDS_A_DAY = 86_400;
const DAY_BYTES = "2000-01-01T".length;

/** Changes the date of the template to `seconds` since 1970. */
function putDate(template: Template, seconds: number): void {
  const { middle, dateAt } = template;
  const day = Math.floor(seconds / SECONDS_A_DAY);
  if (day !== Math.floor(template.seconds / SECONDS_A_DAY))
    middle.set(Buffer.from(new Date(day * SECONDS_A_DAY * 1000).toISOString().slice(0, DAY_BYTES)), dateAt);
  const second = seconds - day * SECONDS_A_DAY;
  const minute = Math.floor(second / 60);
  const hour = Math.floor(minute / 60);
  putTwoDigits(middle, dateAt + DAY_BYTES, hour);
  putTwoDigits(middle, dateAt + DAY_BYTES + 3, minute - 60 * hour);
  putTwoDigits(middle, dateAt + DAY_BYTES + 6, second - 60 * minute);
  template.seconds = seconds;
}

function putTwoDigits(target: Uint8Array, at: number, value: number): void {
  const tens = Math.floor(value / 10);
  target[at] = ZERO + tens;
  target[at + 1] = ZERO + value - 10 * tens;
}
