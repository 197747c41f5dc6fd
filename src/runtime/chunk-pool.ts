/**
 * Memory for bytes that stream out of files, used again. V8 counts memory outside of its heap and collects the whole heap after every
 * few tens of megabytes of it: a large object read into fresh buffers costs more in collections than in reading.
 *
 * Giving back is optional, and only for who knows that nobody looks at the chunk any more: the last one to handle it. A chunk that is
 * kept, cut up or passed on is simply never given back. Only what came from here is taken, through the one view that stands for it. Chunks
 * of others can be lent likewise: these are freed when they come back.
 */
import { freeBodyBytes } from "./body-memory.ts";

/** The size of every chunk here. */
export const POOLED_CHUNK_BYTES = 256 * 1024;
/** Idle chunks kept: 8 MiB. */
const IDLE_CHUNKS_MAX = 32;
/** Freeing one that is smaller saves nothing. */
const LENT_BYTES_MIN = 16 * 1024;

/** The view by which a chunk comes back: one of ours, or the memory of a lent one. */
const issued = new WeakMap<Uint8Array, Buffer | ArrayBuffer>();
const idle: Buffer[] = [];

/** `POOLED_CHUNK_BYTES` of memory with anything in it. */
export function takeChunk(): Buffer {
  const chunk = idle.pop() ?? Buffer.allocUnsafeSlow(POOLED_CHUNK_BYTES);
  issued.set(chunk, chunk);
  return chunk;
}

/** For a chunk that has its memory for itself, and that whoever is given it may free by giving it back. */
export function lendChunk(chunk: Uint8Array): void {
  const { buffer, length } = chunk;
  if (length >= LENT_BYTES_MIN && buffer.byteLength === length && buffer instanceof ArrayBuffer)
    issued.set(chunk, buffer);
}

/** Lets a part stand for the chunk from now on. For who hands out nothing else of it, or only earlier parts to who handles them in order. */
export function narrowChunk(chunk: Uint8Array, part: Uint8Array): Uint8Array {
  const whole = issued.get(chunk);
  if (whole === undefined || chunk === part) return part;
  issued.delete(chunk);
  issued.set(part, whole);
  return part;
}

/** For any chunk of a stream, whoever made it; those from elsewhere, parts that stand for nothing and second times are ignored. */
export function giveBackChunk(chunk: Uint8Array): void {
  const whole = issued.get(chunk);
  if (whole === undefined) return;
  issued.delete(chunk);
  if (whole instanceof ArrayBuffer) return freeBodyBytes(whole);
  // A new view: who still has the old one cannot give it back again.
  if (idle.length < IDLE_CHUNKS_MAX) idle.push(Buffer.from(whole.buffer));
}
