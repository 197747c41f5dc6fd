/**
 * `npx tsx bench/streams.ts [--clients 32] [--mib 1024] [--slow-clients 64] [--slow-seconds 30]`: many clients stream large objects up and down at once, and more
 * of them send 5 GiB each so slowly that none comes to an end, while the server's memory is sampled. Memory must stay flat: what is in flight is bounded by
 * back-pressure, not by the size or the number of the objects.
 */
import { createHash, createHmac } from "node:crypto";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Peer, startPeer } from "./peers.ts";

const CHUNK = new Uint8Array(1024 * 1024).fill(7);
const SAMPLE_MS = 100;
const SLOW_OBJECT_BYTES = 5 * 1024 ** 3;
/** What a slow client sends at a time, and how often. */
const SLOW_CHUNK = CHUNK.subarray(0, 64 * 1024);
const SLOW_CHUNK_MS = 100;

function signedHeaders(peer: Peer, method: string, path: string): Record<string, string> {
  const { host, port, accessKeyId, secretAccessKey, region } = peer.endpoint;
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const fields: Record<string, string> = {
    host: `${host}:${port}`,
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    "x-amz-date": time,
  };
  const names = Object.keys(fields).sort().join(";");
  const canonical = [
    method,
    path,
    "",
    ...Object.keys(fields)
      .sort()
      .map((name) => `${name}:${fields[name]}`),
    "",
    names,
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), "s3"), "aws4_request");
  const signature = createHmac("sha256", key)
    .update(["AWS4-HMAC-SHA256", time, scope, createHash("sha256").update(canonical).digest("hex")].join("\n"))
    .digest("hex");
  return {
    ...fields,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function send(peer: Peer, method: string, path: string, chunks: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...signedHeaders(peer, method, path),
      "content-length": String(method === "PUT" ? chunks * CHUNK.length : 0),
    };
    const request = http.request(
      { host: peer.endpoint.host, port: peer.endpoint.port, method, path, headers, agent: false },
      (response) => {
        let bytes = 0;
        response.on("data", (data: Buffer) => (bytes += data.length));
        response.on("end", () =>
          (response.statusCode ?? 500) < 300
            ? resolve(bytes)
            : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
        );
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    let left = method === "PUT" ? chunks : 0;
    const pump = (): void => {
      while (left > 0) {
        left -= 1;
        if (!request.write(CHUNK)) {
          request.once("drain", pump);
          return;
        }
      }
      request.end();
    };
    pump();
  });
}

/** Sends the head and then a little now and again, and goes away in the middle. Resolves with the bytes sent. */
async function sendSlowly(peer: Peer, path: string, seconds: number): Promise<number> {
  const { host, port } = peer.endpoint;
  const headers = { ...signedHeaders(peer, "PUT", path), "content-length": String(SLOW_OBJECT_BYTES) };
  const request = http.request({ host, port, method: "PUT", path, headers, agent: false });
  const answered = new Promise<never>((_, reject) => {
    request.on("response", ({ statusCode }) => reject(new Error(`PUT ${path}: ${statusCode} in the middle`)));
    request.on("error", reject);
  });
  answered.catch(() => {}); // Seen by the race, while there is one.
  const endMs = performance.now() + seconds * 1000;
  let bytes = 0;
  while (performance.now() < endMs) {
    request.write(SLOW_CHUNK);
    bytes += SLOW_CHUNK.length;
    await Promise.race([sleep(SLOW_CHUNK_MS), answered]);
  }
  request.destroy();
  return bytes;
}

async function phase(peer: Peer, name: string, tasks: readonly (() => Promise<number>)[]): Promise<void> {
  const before = peer.residentBytes();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, peer.residentBytes())), SAMPLE_MS);
  const cpu = peer.cpuSeconds();
  const startMs = performance.now();
  await Promise.all(tasks.map((task) => task()));
  clearInterval(timer);
  const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  const seconds = (performance.now() - startMs) / 1000;
  process.stdout.write(
    `${name}: ${seconds.toFixed(1)} s, ${(peer.cpuSeconds() - cpu).toFixed(1)} CPU s, memory ${mib(before)} -> peak ${mib(peak)} MiB (+${mib(peak - before)})\n`,
  );
}

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "32" },
    mib: { type: "string", default: "1024" },
    "slow-clients": { type: "string", default: "64" },
    "slow-seconds": { type: "string", default: "30" },
  },
});
const path = (index: number): string => `/streams/object-${index}`;

/** Runs on a server of its own that has taken in one object. */
async function onServer(run: (peer: Peer) => Promise<void>): Promise<void> {
  const peer = await startPeer("lakebed");
  try {
    await send(peer, "PUT", "/streams", 0);
    await send(peer, "PUT", "/streams/warm-up", 8);
    await run(peer);
  } finally {
    await peer.stop();
  }
}

const clients = Number(values.clients);
const chunks = Number(values.mib);
const tasks = (count: number, task: (index: number) => Promise<number>): (() => Promise<number>)[] =>
  Array.from({ length: count }, (_, index) => () => task(index));
await onServer(async (peer) => {
  const put = tasks(clients, (index) => send(peer, "PUT", path(index), chunks));
  await phase(peer, `${clients} clients put ${chunks} MiB each`, put);
  const get = tasks(clients, (index) => send(peer, "GET", path(index), 0));
  await phase(peer, `${clients} clients get ${chunks} MiB each`, get);
});
const slowClients = Number(values["slow-clients"]);
const seconds = Number(values["slow-seconds"]);
await onServer(async (peer) => {
  const slow = tasks(slowClients, (index) => sendSlowly(peer, path(index), seconds));
  await phase(peer, `${slowClients} clients send 5 GiB each, ${seconds} s of it slowly`, slow);
});
