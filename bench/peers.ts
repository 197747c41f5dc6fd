/**
 * The servers that are measured beside each other, each as its own process on loopback with a fresh directory.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CEPH_KEYS, hasCeph, startCeph } from "./ceph.ts";
import type { Endpoint } from "./s3-load.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CLOCK_TICKS_PER_SECOND = 100;

export interface Peer {
  readonly name: string;
  readonly durable: boolean;
  readonly endpoint: Endpoint;
  readonly readyMs: number;
  /** CPU seconds of the process and its children since it began. */
  cpuSeconds(): number;
  /** Resident memory of the process and its children, bytes. */
  residentBytes(): number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function processTree(pid: number): number[] {
  const found = [pid];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim();
    for (const child of children === "" ? [] : children.split(" ")) found.push(...processTree(Number(child)));
  }
  return found;
}

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

function residentBytesOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}

function sumOver(pid: number, figure: (pid: number) => number): number {
  return processTree(pid).reduce((sum, member) => {
    try {
      return sum + figure(member);
    } catch {
      return sum; // The process ended between the two reads.
    }
  }, 0);
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 2_000; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error("the server did not answer in 10 s");
}

interface PeerCommand {
  readonly name: string;
  readonly durable: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly command: (port: number, folder: string) => readonly string[];
}

const COMMANDS: Record<string, PeerCommand> = {
  lakebed: {
    name: "Lakebed",
    durable: true,
    accessKeyId: "AKIABENCHBENCHBENCHX",
    secretAccessKey: "bench-secret-bench-secret-bench-secret-x",
    command: (port, folder) => [
      join(ROOT, "bin/lakebed.js"),
      "start",
      "--port",
      String(port),
      "--data-dir",
      folder,
      "--log-level",
      "error",
    ],
  },
  s3rver: {
    name: "s3rver 3.7.1",
    durable: false,
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
    command: (port, folder) => [
      join(ROOT, "node_modules/s3rver/bin/s3rver.js"),
      "--port",
      String(port),
      "--directory",
      folder,
      "--silent",
      "--address",
      "127.0.0.1",
    ],
  },
};

/** Peers of whom nothing is missing on this machine. */
export const PEER_NAMES: readonly string[] = [...Object.keys(COMMANDS), ...(hasCeph() ? ["ceph"] : [])];

export async function startPeer(id: string): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), `bench-${id}-`));
  const startMs = performance.now();
  const { stop, ...peer } = id === "ceph" ? await startCephPeer(folder) : await startCommand(id, folder);
  return {
    ...peer,
    readyMs: performance.now() - startMs,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startCephPeer(folder: string): Promise<Omit<Peer, "readyMs">> {
  const ports = { monitor: await freePort(), gateway: await freePort() };
  const { pids, stop } = await startCeph(folder, ports);
  const sum = (figure: (pid: number) => number): number => pids.reduce((total, pid) => total + sumOver(pid, figure), 0);
  return {
    name: "Ceph RGW",
    durable: true,
    endpoint: { host: "127.0.0.1", port: ports.gateway, region: "us-east-1", ...CEPH_KEYS },
    cpuSeconds: () => sum(cpuSecondsOf),
    residentBytes: () => sum(residentBytesOf),
    stop,
  };
}

async function startCommand(id: string, folder: string): Promise<Omit<Peer, "readyMs">> {
  const command = COMMANDS[id];
  if (command === undefined) throw new Error(`no such peer: ${id} (there are ${PEER_NAMES.join(", ")})`);
  const port = await freePort();
  const { accessKeyId, secretAccessKey } = command;
  const child = spawn(process.execPath, command.command(port, folder), {
    env: {
      ...process.env,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      LAKEBED_ROOT_ACCESS_KEY_ID: accessKeyId,
      LAKEBED_ROOT_SECRET_ACCESS_KEY: secretAccessKey,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await waitForPort(port, child);
  const pid = child.pid ?? 0;
  return {
    name: command.name,
    durable: command.durable,
    endpoint: { host: "127.0.0.1", port, accessKeyId, secretAccessKey, region: "us-east-1" },
    cpuSeconds: () => sumOver(pid, cpuSecondsOf),
    residentBytes: () => sumOver(pid, residentBytesOf),
    async stop() {
      const gone = new Promise<void>((done) => child.once("exit", () => done()));
      child.kill("SIGTERM");
      await gone;
    },
  };
}
