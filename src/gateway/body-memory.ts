/**
 * Gives the memory of request bodies back early. Node hands over each piece of a body in memory of its own, and V8 counts these bytes
 * against the limit of the whole heap: it would mark everything that lives here for every 8 MB of an upload. A collection of the young
 * objects alone finds the pieces dead in under a millisecond, so one runs before that limit is reached.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Half of what makes V8 begin to mark (8 MB, the least step by which it lets a heap grow; Node 20). */
const BODY_BYTES_PER_COLLECTION = 4 * 1024 * 1024;

type CollectGarbage = (options: { readonly type: "minor" }) => void;

let collectGarbage: CollectGarbage | undefined;
let bytesSince = 0;

/** Takes note of a piece of a body that its reader will let go soon. */
export function countBodyBytes(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < BODY_BYTES_PER_COLLECTION) return;
  bytesSince = 0;
  collectGarbage ??= findCollector();
  collectGarbage({ type: "minor" });
}

/** V8 shows its collector only to contexts that are made while this flag is set. */
function findCollector(): CollectGarbage {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as CollectGarbage;
  setFlagsFromString("--no-expose-gc");
  return found;
}
