/**
 * Memory for whole answers of a few hundred kilobytes, used again. V8 counts memory outside of its heap and collects the whole heap after every few
 * tens of megabytes of it, which is every hundredth page of a listing.
 *
 * Giving back is optional, and only for who knows that nobody looks at the bytes any more: the listener, when the socket has taken them.
 */

/** The size of every page here: a listing of 1,000 keys of 180 characters fits. */
export const POOLED_PAGE_BYTES = 512 * 1024;
/** Idle pages kept: 4 MiB. */
const IDLE_PAGES_MAX = 8;

const issued = new WeakSet<ArrayBufferLike>();
const idle: Buffer[] = [];

/** `POOLED_PAGE_BYTES` of memory with anything in it, of which one part may be handed on. */
export function takePage(): Buffer {
  const page = idle.pop() ?? Buffer.allocUnsafeSlow(POOLED_PAGE_BYTES);
  issued.add(page.buffer);
  return page;
}

/** For any bytes, whoever made them; those from elsewhere and second times are ignored. */
export function giveBackPage(bytes: Uint8Array): void {
  if (issued.delete(bytes.buffer) && idle.length < IDLE_PAGES_MAX) idle.push(Buffer.from(bytes.buffer));
}
