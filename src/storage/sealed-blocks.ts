/**
 * Bytes that lie sealed: AES-256-GCM for each block of a blob, in place, so that lengths, extents and ranges are those of the plaintext. Every extent has
 * a key of its own, derived from the given one and the extent's id, which is never used twice; so the number of the block is nonce enough, and
 * bytes that were exchanged with another extent's do not open. Several keys are several layers, the first one innermost.
 *
 * A block's check is the CRC-32 of what lies there, so that a scrubber needs no key, and then one tag for each layer. Reading verifies the
 * tags before a byte is handed out. What is not protected: a whole extent put back to an earlier state together with its record.
 */
import { type CipherGCM, createCipheriv, createDecipheriv, createHmac, type DecipherGCM } from "node:crypto";
import { crc32 } from "node:zlib";
import { giveBackChunk } from "../runtime/chunk-pool.ts";
import {
  type BlobSource,
  BLOCK_BYTES,
  CHECKSUM_BYTES,
  checkBytes,
  clip,
  runningCrc32,
  type SummedBytes,
  TAG_BYTES,
} from "./block-checksums.ts";
import type { ByteRange } from "./blob-store.ts";
import { BlockChecks } from "./block-checks.ts";
import type { SealKeys } from "./objects.ts";
import { StorageError } from "./storage-error.ts";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const KEY_PURPOSE = "lakebed extent 1";

/** One key for each layer, for this extent alone. */
function extentKeys(id: string, keys: SealKeys): Uint8Array[] {
  return keys.map((key, layer) => createHmac("sha256", key).update(`${KEY_PURPOSE} ${layer} ${id}`).digest());
}

function forget(keys: readonly Uint8Array[]): void {
  for (const key of keys) key.fill(0);
}

function nonceOf(block: number): Uint8Array {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(block, NONCE_BYTES - 4);
  return nonce;
}

/** Seals a stream of bytes, which keeps its length. Call `forget` in the end, whatever has happened. */
export class BlockSealer {
  readonly #keys: Uint8Array[];
  /** Of the plaintext. */
  readonly #whole = runningCrc32();
  readonly #checks: BlockChecks;
  #layers: CipherGCM[] = [];
  #plainCrc = 0;
  #sealedCrc = 0;
  #sizeBytes = 0;

  constructor(id: string, keys: SealKeys) {
    this.#keys = extentKeys(id, keys);
    this.#checks = new BlockChecks(checkBytes(keys.length));
  }

  /** The chunk sealed, in pieces. */
  seal(chunk: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let offset = 0; offset < chunk.length;) {
      const used = this.#sizeBytes % BLOCK_BYTES;
      if (used === 0) this.#beginBlock();
      const piece = chunk.subarray(offset, offset + BLOCK_BYTES - used);
      const sealed = this.#layers.reduce<Uint8Array>((bytes, cipher) => cipher.update(bytes), piece);
      this.#plainCrc = crc32(piece, this.#plainCrc);
      this.#sealedCrc = crc32(sealed, this.#sealedCrc);
      pieces.push(sealed);
      offset += piece.length;
      this.#sizeBytes += piece.length;
      if (this.#sizeBytes % BLOCK_BYTES === 0) this.#endBlock(BLOCK_BYTES);
    }
    return pieces;
  }

  finish(): SummedBytes {
    const sizeBytes = this.#sizeBytes;
    const restBytes = sizeBytes % BLOCK_BYTES;
    if (restBytes > 0) this.#endBlock(restBytes);
    const layers = this.#keys.length;
    const summary = { sizeBytes, blockBytes: BLOCK_BYTES, layers, checksums: this.#checks.joined() };
    return { summary, crc32: this.#whole.value };
  }

  forget(): void {
    forget(this.#keys);
  }

  #beginBlock(): void {
    const nonce = nonceOf(this.#sizeBytes / BLOCK_BYTES);
    this.#layers = this.#keys.map((key) => createCipheriv(ALGORITHM, key, nonce));
  }

  #endBlock(sizeBytes: number): void {
    const check = this.#checks.next();
    check.writeUInt32LE(this.#sealedCrc);
    for (const [layer, cipher] of this.#layers.entries()) {
      cipher.final();
      check.set(cipher.getAuthTag(), CHECKSUM_BYTES + TAG_BYTES * layer);
    }
    this.#whole.add(this.#plainCrc, sizeBytes);
    this.#plainCrc = 0;
    this.#sealedCrc = 0;
  }
}

export interface SealedWhole {
  readonly sealed: Uint8Array;
  /** As a summary has it for each block. */
  readonly check: Uint8Array;
}

/** Seals bytes that are one block. */
export function sealWhole(id: string, bytes: Uint8Array, keys: SealKeys): SealedWhole {
  const ownKeys = extentKeys(id, keys);
  const check = Buffer.alloc(checkBytes(keys.length));
  let sealed = bytes;
  for (const [layer, key] of ownKeys.entries()) {
    const cipher = createCipheriv(ALGORITHM, key, nonceOf(0));
    sealed = cipher.update(sealed);
    cipher.final();
    check.set(cipher.getAuthTag(), CHECKSUM_BYTES + TAG_BYTES * layer);
  }
  check.writeUInt32LE(crc32(sealed));
  forget(ownKeys);
  return { sealed, check };
}

/** @throws {StorageError} corrupt when the bytes were changed, or the keys are others */
export function unsealWhole(id: string, { sealed, check }: SealedWhole, keys: SealKeys): Uint8Array {
  checkLayers(id, check.length, keys);
  const ownKeys = extentKeys(id, keys);
  const opener = new BlockOpener(ownKeys, 0);
  const bytes = opener.update(sealed);
  const isRight = opener.finish(check);
  forget(ownKeys);
  if (!isRight) throw new StorageError("corrupt", `the sealed bytes ${id} do not match their tag`);
  return bytes;
}

function checkLayers(id: string, lengthOfCheck: number, keys: SealKeys): void {
  if (lengthOfCheck !== checkBytes(keys.length))
    throw new StorageError("corrupt", `the bytes ${id} are sealed in another way than their record says`);
}

/** One block on its way out; its bytes are worth nothing before `finish` has said that they are right. */
class BlockOpener {
  /** Outermost first. */
  readonly #layers: DecipherGCM[];

  constructor(keys: readonly Uint8Array[], block: number) {
    const nonce = nonceOf(block);
    this.#layers = keys.map((key) => createDecipheriv(ALGORITHM, key, nonce)).toReversed();
  }

  update(sealed: Uint8Array): Uint8Array {
    return this.#layers.reduce((bytes, decipher) => decipher.update(bytes), sealed);
  }

  finish(check: Uint8Array): boolean {
    try {
      for (const [index, decipher] of this.#layers.entries()) {
        const start = CHECKSUM_BYTES + TAG_BYTES * (this.#layers.length - 1 - index);
        decipher.setAuthTag(check.subarray(start, start + TAG_BYTES));
        decipher.final();
      }
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * Streams a range of a sealed blob, block by block.
 * @throws {StorageError} corrupt when a block does not match its tag, the keys are others, or bytes are missing
 */
export async function* readSealed(source: BlobSource, range: ByteRange, keys: SealKeys): AsyncGenerator<Uint8Array> {
  const { blobs, id, summary } = source;
  const { blockBytes, sizeBytes, layers } = summary;
  checkLayers(id, checkBytes(layers), keys);
  const startBytes = range.startBytes - (range.startBytes % blockBytes);
  const endBytes = Math.min(sizeBytes, Math.ceil(range.endBytes / blockBytes) * blockBytes);
  const ownKeys = extentKeys(id, keys);
  try {
    const blocks = new BlockStream(source, ownKeys, { startBytes, endBytes });
    for await (const chunk of blobs.read(id, { startBytes, endBytes })) {
      for (const opened of blocks.open(chunk)) {
        const wanted = clip(opened.bytes, opened.startBytes, range);
        if (wanted.length > 0) yield wanted;
      }
      giveBackChunk(chunk);
    }
    blocks.finish();
  } finally {
    forget(ownKeys);
  }
}

interface OpenedBytes {
  readonly bytes: Uint8Array;
  readonly startBytes: number;
}

/** Opens blocks as their bytes come, in chunks of any length. */
class BlockStream {
  readonly #source: BlobSource;
  readonly #keys: readonly Uint8Array[];
  readonly #endBytes: number;
  #offset: number;
  #opener: BlockOpener | undefined;
  /** Opened, but not yet known to be right. */
  #held: OpenedBytes[] = [];

  /** The range begins at a block and ends at one, or with the blob. */
  constructor(source: BlobSource, keys: readonly Uint8Array[], { startBytes, endBytes }: ByteRange) {
    this.#source = source;
    this.#keys = keys;
    this.#offset = startBytes;
    this.#endBytes = endBytes;
  }

  *open(chunk: Uint8Array): Generator<OpenedBytes> {
    const { id, summary } = this.#source;
    for (let position = 0; position < chunk.length;) {
      if (this.#offset === this.#endBytes)
        throw new StorageError("corrupt", `the blob ${id} is longer than it should be`);
      const block = Math.floor(this.#offset / summary.blockBytes);
      const blockEnd = Math.min((block + 1) * summary.blockBytes, this.#endBytes);
      this.#opener ??= new BlockOpener(this.#keys, block);
      const piece = chunk.subarray(position, position + blockEnd - this.#offset);
      this.#held.push({ bytes: this.#opener.update(piece), startBytes: this.#offset });
      position += piece.length;
      this.#offset += piece.length;
      if (this.#offset < blockEnd) return;
      this.#checkBlock(this.#opener, block);
      yield* this.#held;
      this.#held = [];
      this.#opener = undefined;
    }
  }

  finish(): void {
    if (this.#offset !== this.#endBytes)
      throw new StorageError("corrupt", `the blob ${this.#source.id} ends at byte ${this.#offset}`);
  }

  #checkBlock(opener: BlockOpener, block: number): void {
    const { id, summary } = this.#source;
    const length = checkBytes(summary.layers);
    const check = summary.checksums.subarray(block * length, (block + 1) * length);
    if (check.length !== length || !opener.finish(check)) {
      const at = block * summary.blockBytes;
      throw new StorageError("corrupt", `the blob ${id} does not match its tag at byte ${at}`);
    }
  }
}
