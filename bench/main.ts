/**
 * `npm run bench [-- --seconds N] [--peers lakebed,s3rver] [--only TEXT] [--out FILE]`: measures Lakebed beside its peers in one run and
 * writes a dated Markdown table. Machines differ and are shared: compare the ratios and the work for each CPU second, not the wall clock.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measureAthena } from "./athena.ts";
import { type Peer, PEER_NAMES, startPeer } from "./peers.ts";
import { type LoadResult, runLoad, S3Client } from "./s3-load.ts";
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

async function measureScenario(peer: Peer, scenario: Scenario): Promise<Measured> {
  const client = new S3Client(peer.endpoint, scenario.plan.connections);
  try {
    await scenario.prepare?.(client);
    const before = peer.cpuSeconds();
    const result = await runLoad(scenario.plan, (index) => scenario.once(client, index));
    return { ...result, scenario, cpuSeconds: peer.cpuSeconds() - before, residentBytes: peer.residentBytes() };
  } finally {
    client.close();
  }
}

async function measurePeer(id: string, chosen: readonly Scenario[]): Promise<PeerReport> {
  const peer = await startPeer(id);
  try {
    await new Promise((done) => setTimeout(done, 1_000));
    const idleBytes = peer.residentBytes();
    const client = new S3Client(peer.endpoint, 1);
    await client.request("PUT", "/bench");
    client.close();
    const measured: Measured[] = [];
    for (const scenario of chosen) {
      const result = await measureScenario(peer, scenario);
      measured.push(result);
      process.stdout.write(
        `${peer.name.padEnd(14)} ${scenario.name.padEnd(32)} ${perCpuSecond(result).toFixed(0).padStart(7)} ${scenario.unit}/CPU-s\n`,
      );
      if (result.firstFailure !== undefined)
        process.stdout.write(`  ${result.failures} failed, first: ${result.firstFailure}\n`);
    }
    const athena = id === "lakebed" ? await measureAthena(peer.endpoint) : undefined;
    return { peer: peer.name, durable: peer.durable, readyMs: peer.readyMs, idleBytes, measured, athena };
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

function render(reports: readonly PeerReport[], seconds: number): string {
  const ours = reports.find((report) => report.peer === "Lakebed");
  const lines = [
    `# Measured on ${new Date().toISOString().slice(0, 10)}`,
    "",
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ${seconds} s a scenario; all servers in one run, one after another, on loopback with signed requests.`,
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
  return `${lines.join("\n")}\n`;
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    peers: { type: "string", default: PEER_NAMES.join(",") },
    only: { type: "string" },
    out: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const chosen = scenarios(seconds).filter(
  (scenario) => values.only === undefined || scenario.name.includes(values.only),
);
const reports: PeerReport[] = [];
for (const id of values.peers.split(",")) reports.push(await measurePeer(id, chosen));
const page = render(reports, seconds);
const out = resolve(values.out ?? `docs/bench/${new Date().toISOString().slice(0, 10)}.md`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, page);
process.stdout.write(`\n${page}\nwritten to ${out}\n`);
