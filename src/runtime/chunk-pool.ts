/**
 * Memory for bytes that stream out of files, used again. V8 counts memory outside of its heap and collects the whole heap after every
 * few tens of megabytes of it: a large object read into fresh buffers costs more in collections than in reading.
 *
 * Giving back is optional, and only for who knows that nobody looks at the chunk any more: the last one to handle it. A chunk that is
 * kept, cut up or passed on is simply never given back. Only chunks that come from here and are still whole are taken.
 */

/** The size of every chunk here. */
export const POOLED_CHUNK_BYTES = 256 * 1024;
/** Idle chunks kept: 8 MiB. */
const IDLE_CHUNKS_MAX = 32;

const issued = new WeakSet<ArrayBufferLike>();
const idle: Buffer[] = [];

/** `POOLED_CHUNK_BYTES` of memory with anything in it. */
export function takeChunk(): Buffer {
  const chunk = idle.pop() ?? Buffer.allocUnsafeSlow(POOLED_CHUNK_BYTES);
  issued.add(chunk.buffer);
  return chunk;
}

/** For any chunk of a stream, whoever made it; those from elsewhere, parts of chunks and second times are ignored. */
export function giveBackChunk(chunk: Uint8Array): void {
  if (chunk.length !== POOLED_CHUNK_BYTES || !issued.delete(chunk.buffer)) return;
  if (idle.length < IDLE_CHUNKS_MAX) idle.push(Buffer.from(chunk.buffer));
}
