/**
 * The bytes of a version, taken in the snapshot that found it and handed out afterwards, when the keys of sealed ones are there: asking for a key takes its
 * time, and a snapshot does not wait. Small bytes are taken out at once, because they go with their record; longer ones stay for a while.
 */
import type { AtHand } from "../../../kit/at-hand.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { ByteRange } from "../../../storage/blob-store.ts";
import type { ObjectBytes, SealKeys } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { readExtents } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";

/** `keys` of a sealed version, else undefined. To be called once. @throws {StorageError} corrupt when the keys are others */
export type TakenBytes = (range: ByteRange, keys: SealKeys | undefined) => Uint8Array | ByteStream;

const NOTHING = new Uint8Array(0);
const takeNothing: TakenBytes = () => NOTHING;

export function takeBytes(
  { bytes }: { readonly bytes: ObjectBytes },
  reader: Reader,
  version: ObjectVersion,
): TakenBytes {
  if (version.sizeBytes === 0) return takeNothing;
  const extents = readExtents(reader, version);
  if (version.encryption !== undefined) {
    const sealed = bytes.readSealedSmall(reader, extents);
    if (sealed === undefined) return (range, keys) => bytes.read(extents, range, keys);
    return (range, keys) => (keys === undefined ? bytes.read(extents, range) : within(sealed(keys), range));
  }
  const small = bytes.readSmall(reader, extents);
  if (small !== undefined) return (range) => within(small, range);
  return (range) => bytes.readAtOnce(extents, range) ?? bytes.read(extents, range);
}

/**
 * The stream with its first chunk read, so that bytes that are not right refuse the whole answer while there is none yet; later ones can only cut it off. Whoever gets
 * the stream reads it or returns it.
 */
export function begun(bytes: Uint8Array | ByteStream): AtHand<Uint8Array | ByteStream> {
  return bytes instanceof Uint8Array ? bytes : begin(bytes);
}

async function begin(bytes: ByteStream): Promise<ByteStream> {
  const iterator = bytes[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined = await iterator.next();
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        if (first === undefined) return iterator.next();
        const chunk = first;
        first = undefined;
        return Promise.resolve(chunk);
      },
      return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    }),
  };
}

function within(bytes: Uint8Array, { startBytes, endBytes }: ByteRange): Uint8Array {
  return bytes.subarray(startBytes, endBytes);
}
