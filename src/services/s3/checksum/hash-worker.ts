/** The thread that hashes large bodies, run by run, in the order of the messages. Entry of the thread; see `hash-threads.ts` for the other side. */
import { parentPort } from "node:worker_threads";
import { type Checksum, createChecksum } from "./algorithms.ts";
import type { FromHashThread, ToHashThread } from "./hash-messages.ts";

interface Body {
  readonly memory: Uint8Array;
  readonly checksums: readonly Checksum[];
}

const bodies = new Map<number, Body>();
let tail: Promise<void> = Promise.resolve();

parentPort?.on("message", (message: ToHashThread) => {
  tail = tail.then(async () => {
    try {
      const answer = await handle(message);
      if (answer !== undefined) parentPort?.postMessage(answer);
    } catch (error) {
      bodies.delete(message.body);
      parentPort?.postMessage({ body: message.body, type: "failed", reason: String(error) } satisfies FromHashThread);
    }
  });
});

async function handle(message: ToHashThread): Promise<FromHashThread | undefined> {
  const { body, type } = message;
  if (type === "begin") {
    const checksums: Checksum[] = [];
    for (const algorithm of message.algorithms) checksums.push(await createChecksum(algorithm));
    bodies.set(body, { memory: new Uint8Array(message.memory), checksums });
    return undefined;
  }
  const found = bodies.get(body);
  if (found === undefined) return undefined; // It has failed, and was told so.
  if (type === "bytes") {
    const run = found.memory.subarray(message.startBytes, message.endBytes);
    for (const checksum of found.checksums) checksum.update(run);
    return { body, type: "hashed" };
  }
  bodies.delete(body);
  if (type === "drop") return undefined;
  return { body, type: "digests", digests: found.checksums.map((sum) => [sum.algorithm, sum.digest()] as const) };
}
