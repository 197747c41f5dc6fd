/**
 * Gives the memory of request bodies back early. Node hands over each piece of a body in memory of its own, and V8 counts these bytes
 * against the limit of the whole heap: it would mark everything that lives here for every 8 MB of an upload. A collection of the young
 * objects alone finds the pieces dead in under a millisecond, so one runs before that limit is reached.
 *
 * A piece that waited a while is no young object any more, and stays for long. So readers that know when they are done with a piece have it freed at once.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Half of what makes V8 begin to mark (8 MB, the least step by which it lets a heap grow; Node 20). */
const BODY_BYTES_PER_COLLECTION = 4 * 1024 * 1024;

type CollectGarbage = (options: { readonly type: "minor" }) => void;

type Transfer = (this: ArrayBuffer, newByteLength: number) => ArrayBuffer;

let collectGarbage: CollectGarbage | undefined;
let transfer: Transfer | undefined;
let bytesSince = 0;

/** Takes note of a piece of a body that its reader will let go soon. */
export function countBodyBytes(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < BODY_BYTES_PER_COLLECTION) return;
  bytesSince = 0;
  collectGarbage ??= findCollector();
  collectGarbage({ type: "minor" });
}

/** Frees the memory of a piece that nobody looks at any more; every view of it is empty from now on. */
export function freeBodyBytes(memory: ArrayBuffer): void {
  bytesSince = Math.max(0, bytesSince - memory.byteLength);
  transfer ??= findTransfer();
  transfer.call(memory, 0);
}

/** V8 shows its collector only to contexts that are made while this flag is set. */
function findCollector(): CollectGarbage {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as CollectGarbage;
  setFlagsFromString("--no-expose-gc");
  return found;
}

/** Part of the language from Node 21 on; in Node 20 V8 has it for contexts that are made while this flag is set. */
function findTransfer(): Transfer {
  const native = (ArrayBuffer.prototype as { readonly transfer?: Transfer }).transfer;
  if (native !== undefined) return native;
  setFlagsFromString("--harmony-rab-gsab-transfer");
  const found = runInNewContext("ArrayBuffer.prototype.transfer") as Transfer;
  setFlagsFromString("--no-harmony-rab-gsab-transfer");
  return found;
}
