/**
 * `npm run bench [-- s3] [--seconds N] [--peers lakebed,s3rver,ceph] [--only TEXT] [--out FILE]`: measures Lakebed beside its peers in one run, each
 * scenario for N seconds of the server's CPU (with `s3`, without the queries and decisions), and writes a dated Markdown table. Machines differ and are shared: compare the ratios and the
 * work for each CPU second, not the wall clock.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureAthena } from "./athena.ts";
import { type Peer, PEER_NAMES, startPeer } from "./peers.ts";
import { expectSuccess, type LoadResult, runLoad, S3Client } from "./s3-load.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

interface Measured extends LoadResult {
  readonly scenario: Scenario;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

interface PeerReport {
  readonly peer: string;
  readonly durable: boolean;
  readonly readyMs: number;
  readonly idleBytes: number;
  readonly measured: Measured[];
  readonly athena: string | undefined;
}

const perCpuSecond = (result: Measured): number =>
  (result.scenario.unit === "ops" ? result.operations : result.bytes / 1e6) / Math.max(0.01, result.cpuSeconds);

/** Enough numbers for any warm-up, so that measured writes make new objects. */
const FIRST_MEASURED_INDEX = 1_000_000;

/** A run ends after this many times its CPU seconds by the clock, however little of a core it was given. */
const CLOCK_FACTOR_MAX = 12;
const LOOK_MS = 20;

/**
 * True once the server has used `seconds` of CPU time. Time by the clock would give a server on a busy machine fewer requests to warm
 * up with, and a slower figure.
 */
function cpuBudget(peer: Peer, seconds: number): () => boolean {
  const endCpuSeconds = peer.cpuSeconds() + seconds;
  const endMs = performance.now() + seconds * CLOCK_FACTOR_MAX * 1000;
  let nextLookMs = 0;
  let isOver = false;
  return () => {
    const nowMs = performance.now();
    if (!isOver && nowMs >= nextLookMs) {
      nextLookMs = nowMs + LOOK_MS;
      isOver = nowMs >= endMs || peer.cpuSeconds() >= endCpuSeconds;
    }
    return isOver;
  };
}

async function makeBucket(client: S3Client): Promise<void> {
  expectSuccess(await client.request("PUT", "/bench"));
}

/** On a server of its own, so that no scenario pays for what another left: a grown heap, files that are still to be removed. */
async function measureScenario(id: string, scenario: Scenario, seconds: number): Promise<Measured> {
  const { plan, prepare, once } = scenario;
  const peer = await startPeer(id);
  const client = new S3Client(peer.endpoint, plan.connections);
  try {
    await makeBucket(client);
    await prepare?.(client);
    const run = (firstIndex: number, operationsMax: number): Promise<LoadResult> =>
      runLoad({ ...plan, operationsMax, firstIndex, isOver: cpuBudget(peer, seconds) }, (index) => once(client, index));
    // Unmeasured first: compilers and caches are then where a server that runs for days has them.
    await run(0, Math.ceil(plan.operationsMax / 4));
    const before = peer.cpuSeconds();
    const result = await run(FIRST_MEASURED_INDEX, plan.operationsMax);
    return { ...result, scenario, cpuSeconds: peer.cpuSeconds() - before, residentBytes: peer.residentBytes() };
  } finally {
    client.close();
    await peer.stop();
  }
}

interface Plan {
  readonly chosen: readonly Scenario[];
  readonly seconds: number;
  /** Queries too, not S3 alone. */
  readonly isEverything: boolean;
}

async function measurePeer(id: string, { chosen, seconds, isEverything }: Plan): Promise<PeerReport> {
  const idle = await measureIdle(id, isEverything);
  const measured: Measured[] = [];
  for (const scenario of chosen.filter(({ isOurs = false }) => id === "lakebed" || !isOurs)) {
    const result = await measureScenario(id, scenario, seconds);
    measured.push(result);
    process.stdout.write(
      `${idle.peer.padEnd(14)} ${scenario.name.padEnd(32)} ${perCpuSecond(result).toFixed(0).padStart(7)} ${scenario.unit}/CPU-s\n`,
    );
    if (result.firstFailure !== undefined)
      process.stdout.write(`  ${result.failures} failed, first: ${result.firstFailure}\n`);
  }
  return { ...idle, measured };
}

/** What needs no load: start, memory at rest, and the queries, which only Lakebed answers. */
async function measureIdle(id: string, hasQueries: boolean): Promise<Omit<PeerReport, "measured">> {
  const peer = await startPeer(id);
  try {
    await new Promise((done) => setTimeout(done, 1_000));
    const idleBytes = peer.residentBytes();
    const client = new S3Client(peer.endpoint, 1);
    await makeBucket(client);
    client.close();
    const athena = id === "lakebed" && hasQueries ? await measureAthena(peer.endpoint) : undefined;
    return { peer: peer.name, durable: peer.durable, readyMs: peer.readyMs, idleBytes, athena };
  } finally {
    await peer.stop();
  }
}

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

/** How often our figure is the peer's; in words where the peer has none. */
function ratioText(result: Measured, base: Measured | undefined): string {
  if (base === undefined || base === result) return "";
  if (result.operations === 0) return "answered by us alone";
  return `${(perCpuSecond(base) / perCpuSecond(result)).toFixed(1)} x`;
}

function renderRow(result: Measured, peer: string, base: Measured | undefined): string {
  const rate =
    result.scenario.unit === "ops" ? result.operations / result.seconds : result.bytes / 1e6 / result.seconds;
  const cpuPerOperation = (result.cpuSeconds / Math.max(1, result.operations)) * 1e6;
  const ratio = ratioText(result, base);
  const failed = result.failures > 0 ? ` (${result.failures} failed)` : "";
  const { unit } = result.scenario;
  return `| ${result.scenario.name} | ${peer} | ${rate.toFixed(0)} ${unit}/s | **${perCpuSecond(result).toFixed(0)} ${unit}** | ${cpuPerOperation.toFixed(0)} us | ${result.p50Ms.toFixed(2)} ms | ${result.p99Ms.toFixed(2)} ms | ${mib(result.residentBytes)} MiB | ${ratio}${failed} |`;
}

/** What the authorize step of a request and one decision of the policy engine cost, each in a process of its own. */
function measureDecisions(): string {
  const tell = (script: string): string => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--import", "tsx", resolve(import.meta.dirname, script)],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`bench/${script} failed: ${stderr}`);
    return stdout.trimEnd();
  };
  return [
    "## What access control costs",
    "The authorize step of one GetObject, by the caller and by where records are, with every read it makes:",
    "```",
    tell("authorize.ts"),
    "```",
    "The policy engine alone, with 4 identity policies, a boundary and a bucket policy:",
    "```",
    tell("policy.ts"),
    "```",
  ].join("\n");
}

function render(reports: readonly PeerReport[], seconds: number, decisions: string | undefined): string {
  const ours = reports.find((report) => report.peer === "Lakebed");
  const lines = [
    `# Measured on ${new Date().toISOString().slice(0, 10)}`,
    "",
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; all servers in one run, one after another, on loopback with signed requests.`,
    `Each scenario has a server of its own with an empty folder. Its requests run for ${seconds} seconds of the server's CPU unmeasured (large bodies: at most a quarter as many), then for ${seconds} measured.`,
    "The machine is shared: compare the columns for each CPU second and the ratio, not the rates.",
    "",
    "| peer | answers only when durable | ready after | memory when idle |",
    "| --- | --- | --- | --- |",
    ...reports.map(
      (report) =>
        `| ${report.peer} | ${report.durable ? "yes" : "no"} | ${report.readyMs.toFixed(0)} ms | ${mib(report.idleBytes)} MiB |`,
    ),
    "",
    "| scenario | peer | rate | for each server CPU second | CPU an operation | p50 | p99 | memory | Lakebed does |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  const names = reports[0]?.measured.map((result) => result.scenario.name) ?? [];
  for (const name of names) {
    const base = ours?.measured.find((result) => result.scenario.name === name);
    for (const report of reports) {
      const result = report.measured.find((candidate) => candidate.scenario.name === name);
      if (result !== undefined) lines.push(renderRow(result, report.peer, base));
    }
  }
  if (ours?.athena !== undefined) lines.push("", ours.athena);
  if (decisions !== undefined) lines.push("", decisions);
  return `${lines.join("\n")}\n`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "5" },
    peers: { type: "string", default: PEER_NAMES.join(",") },
    only: { type: "string" },
    out: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const [area] = positionals;
if (area !== undefined && area !== "s3") {
  console.error(`there is no area ${area}: say s3, or nothing for everything`);
  process.exit(2);
}
const chosen = scenarios().filter((scenario) => values.only === undefined || scenario.name.includes(values.only));
const reports: PeerReport[] = [];
for (const id of values.peers.split(","))
  reports.push(await measurePeer(id, { chosen, seconds, isEverything: area === undefined }));
const page = render(reports, seconds, area === undefined && values.only === undefined ? measureDecisions() : undefined);
const out = resolve(values.out ?? `docs/bench/${new Date().toISOString().slice(0, 10)}.md`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, page);
process.stdout.write(`\n${page}\nwritten to ${out}\n`);
