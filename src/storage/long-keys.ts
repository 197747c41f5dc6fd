/**
 * Keys of any length over an engine whose keys are short, with order and ranges exact. A key longer than
 * `DIRECT_KEY_BYTES` is kept in a bucket of all keys that share its first `DIRECT_KEY_BYTES` bytes: the rest of the key is a key in the
 * bucket, and is cut again when it is still too long. The bucket's own place in the order is held by a marker, whose key is the
 * shared bytes and one zero byte: directly after the key that is exactly those bytes, before everything else.
 *
 * A bucket is named by a hash of the bytes it stands for, so getting and putting a long key read nothing extra. Buckets lie above
 * every encoded key (`\xfe`), where no range of the caller's reaches.
 */
import { createHash } from "node:crypto";
import type { EncodedKey, Span } from "./key-encoding.ts";
import { entriesOf, type RawReader, type RawTransaction, type RawVisitor } from "./raw-records.ts";

/** Longest key (or rest of a key) that is stored under itself. An engine must take `ENGINE_KEY_BYTES` in all. */
export const DIRECT_KEY_BYTES = 1900;
const BUCKET_NAME_BYTES = 34;
/** LMDB takes 1,978 bytes, a PostgreSQL index some 2,700. */
export const ENGINE_KEY_BYTES = BUCKET_NAME_BYTES + DIRECT_KEY_BYTES + 1;

const MARKER_END = "\x00";
const BUCKET_END_BELOW = "\x00";
const BUCKET_END_ABOVE = "\x01";
const NO_BYTES = new Uint8Array(0);

function bucketOf(place: string, shared: string): string {
  const hash = createHash("sha256").update(place, "latin1").update(shared, "latin1").digest("binary");
  return `\xfe${hash}${BUCKET_END_BELOW}`;
}

/** Above every key of the bucket. */
function bucketEnd(bucket: string): string {
  return bucket.slice(0, -1) + BUCKET_END_ABOVE;
}

/** Where a key is stored: its engine key, and the buckets and markers on the way. */
interface StoredAt {
  readonly key: EncodedKey;
  readonly markers: readonly { readonly key: EncodedKey; readonly bucket: string }[];
}

function locate(key: EncodedKey): StoredAt {
  const markers: { key: EncodedKey; bucket: string }[] = [];
  let place = "";
  let rest: string = key;
  while (rest.length > DIRECT_KEY_BYTES) {
    const shared = rest.slice(0, DIRECT_KEY_BYTES);
    const bucket = bucketOf(place, shared);
    markers.push({ key: (place + shared + MARKER_END) as EncodedKey, bucket });
    place = bucket;
    rest = rest.slice(DIRECT_KEY_BYTES);
  }
  return { key: (place + rest) as EncodedKey, markers };
}

class LongKeyReader implements RawReader {
  readonly #raw: RawReader;

  constructor(raw: RawReader) {
    this.#raw = raw;
  }

  get(key: EncodedKey): Uint8Array | undefined {
    return this.#raw.get(key.length <= DIRECT_KEY_BYTES ? key : locate(key).key);
  }

  visit(span: Span, visitor: RawVisitor): void {
    this.#walk({ place: "", stem: "" }, span, { visitor, left: span.limit });
  }

  /** Shows the entries of one bucket, or of the top, that lie within `bounds`, which are in rests of keys. */
  #walk(at: Bucket, bounds: Bounds, walk: Walk): void {
    const placeLength = at.place.length;
    let [lower, upper] = engineBounds(at.place, bounds);
    while (walk.left > 0 && lower < upper) {
      const wanted = walk.left;
      let seen = 0;
      let last = "";
      this.#raw.visit({ lower, upper, reverse: bounds.reverse, limit: wanted }, (key, bytes, length) => {
        if (walk.left === 0) return;
        seen += 1;
        last = key;
        if (key.length - placeLength > DIRECT_KEY_BYTES) {
          this.#walk(...inner(at, bounds, key.slice(placeLength, -MARKER_END.length)), walk);
          return;
        }
        walk.left -= 1;
        walk.visitor(placeLength === 0 ? key : ((at.stem + key.slice(placeLength)) as EncodedKey), bytes, length);
      });
      if (seen < wanted) return;
      if (bounds.reverse) upper = last as EncodedKey;
      else lower = `${last}\x00` as EncodedKey;
    }
  }
}

interface Walk {
  readonly visitor: RawVisitor;
  /** Entries that may still be shown. */
  left: number;
}

/** Where a bucket's keys are stored, and the bytes that all of them begin with. */
interface Bucket {
  readonly place: string;
  readonly stem: string;
}

/** Bounds on rests of keys. Without `upper`, to the end of the bucket. */
interface Bounds {
  readonly lower: string;
  readonly upper: string | undefined;
  readonly reverse: boolean;
}

/** A long lower bound lies inside a bucket, whose marker comes first; a long upper bound ends inside one, whose marker is taken too. */
function engineBounds(place: string, { lower, upper }: Bounds): [lower: EncodedKey, upper: EncodedKey] {
  const markerOf = (key: string): string => key.slice(0, DIRECT_KEY_BYTES) + MARKER_END;
  const first = lower.length <= DIRECT_KEY_BYTES ? lower : markerOf(lower);
  if (upper === undefined) return [(place + first) as EncodedKey, bucketEnd(place) as EncodedKey];
  const last = upper.length <= DIRECT_KEY_BYTES ? upper : `${markerOf(upper)}\x00`;
  return [(place + first) as EncodedKey, (place + last) as EncodedKey];
}

/** The bucket of the keys that begin with `shared`, and the part of the bounds that falls into it. */
function inner({ place, stem }: Bucket, { lower, upper, reverse }: Bounds, shared: string): [Bucket, Bounds] {
  const cuts = (key: string): boolean => key.length > DIRECT_KEY_BYTES && key.startsWith(shared);
  return [
    { place: bucketOf(place, shared), stem: stem + shared },
    {
      lower: cuts(lower) ? lower.slice(DIRECT_KEY_BYTES) : "",
      upper: upper !== undefined && cuts(upper) ? upper.slice(DIRECT_KEY_BYTES) : undefined,
      reverse,
    },
  ];
}

class LongKeyTransaction extends LongKeyReader implements RawTransaction {
  readonly #raw: RawTransaction;

  constructor(raw: RawTransaction) {
    super(raw);
    this.#raw = raw;
  }

  put(key: EncodedKey, value: Uint8Array): void {
    if (key.length <= DIRECT_KEY_BYTES) return this.#raw.put(key, value);
    const at = locate(key);
    for (const marker of at.markers) this.#raw.put(marker.key, NO_BYTES);
    return this.#raw.put(at.key, value);
  }

  delete(key: EncodedKey): void {
    if (key.length <= DIRECT_KEY_BYTES) return this.#raw.delete(key);
    const at = locate(key);
    this.#raw.delete(at.key);
    // A marker goes with the last key of its bucket, innermost first.
    for (const { key: marker, bucket } of at.markers.toReversed()) {
      const whole = { lower: bucket as EncodedKey, upper: bucketEnd(bucket) as EncodedKey, reverse: false, limit: 1 };
      if (entriesOf(this.#raw, whole).length > 0) return;
      this.#raw.delete(marker);
    }
  }
}

export function longKeyReader(raw: RawReader): RawReader {
  return new LongKeyReader(raw);
}

export function longKeyTransaction(raw: RawTransaction): RawTransaction {
  return new LongKeyTransaction(raw);
}
