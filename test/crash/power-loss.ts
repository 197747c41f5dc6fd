/**
 * Power cuts: a writing process is traced once, and then the disk is left as a cut at random places of the trace could have left it (torn writes, lost pages and names),
 * opened, and compared with what had been acknowledged by then. A killed process proves less: its pages stay in the system's memory.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileChild } from "./crash-run.ts";
import { randomOf, WORKERS } from "./load.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { numbersOf, readTrace, stringsOf, TRACED_CALLS, type TracedCall } from "./traced-calls.ts";
import { Verifier } from "./verify.ts";

export interface PowerLossOptions {
  readonly cuts: number;
  readonly seed: number;
  readonly onCut?: (cut: number, operations: number) => void;
}

export interface PowerLossResult {
  readonly cuts: number;
  /** Acknowledged operations that were verified, added up over all cuts. */
  readonly operations: number;
}

/** Cuts tried on one trace. */
const CUTS_PER_TRACE = 40;
/** Operations that a traced process acknowledges before it is stopped; a trace holds every byte it wrote, four characters each. */
const TRACED_ACKNOWLEDGEMENTS = 150;

/** Why power cuts cannot be simulated here; undefined when they can. */
export function whyNoPowerLoss(): string | undefined {
  const probe = spawnSync("strace", ["-qq", "-e", "trace=close", "-o", "/dev/null", "true"]);
  return probe.status === 0 ? undefined : "strace is not installed or may not trace: power cuts are not simulated";
}

/** @throws {Error} naming seed and cut, on any loss or half-done transaction */
export async function runPowerLoss({ cuts, seed, onCut }: PowerLossOptions): Promise<PowerLossResult> {
  const compiled = compileChild();
  let operations = 0;
  try {
    for (let done = 0; done < cuts; done += CUTS_PER_TRACE) {
      const traced = await traceWriter(compiled.child, seed + done);
      try {
        for (let cut = done; cut < Math.min(cuts, done + CUTS_PER_TRACE); cut++) {
          operations += await cutAndVerify(traced, seed + done, cut);
          onCut?.(cut + 1, operations);
        }
      } finally {
        rmSync(traced.directory, { recursive: true, force: true });
      }
    }
  } finally {
    rmSync(compiled.directory, { recursive: true, force: true });
  }
  return { cuts, operations };
}

interface Traced {
  readonly directory: string;
  /** Where the process kept its data. */
  readonly dataDirectory: string;
  readonly calls: readonly TracedCall[];
}

async function traceWriter(child: string, seed: number): Promise<Traced> {
  const directory = mkdtempSync(join(tmpdir(), "lakebed.power-"));
  const dataDirectory = join(directory, "data");
  const trace = join(directory, "trace");
  const options = ["-f", "-qq", "-xx", "-s", "100000000", "-e", `trace=${TRACED_CALLS}`, "-o", trace];
  const tracing = spawn("strace", [...options, process.execPath, child, dataDirectory, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let seen = 0;
  tracing.stdout.on("data", (chunk: Buffer) => {
    seen += chunk.toString().split("\n").length - 1;
    if (seen > TRACED_ACKNOWLEDGEMENTS && tracing.pid !== undefined) process.kill(-tracing.pid, "SIGKILL");
  });
  await once(tracing, "close");
  const calls: TracedCall[] = [];
  for await (const call of readTrace(trace)) calls.push(call);
  return { directory, dataDirectory, calls };
}

/** Gives the number of operations that had been acknowledged at the cut. */
async function cutAndVerify({ directory, dataDirectory, calls }: Traced, seed: number, cut: number): Promise<number> {
  const random = randomOf(seed, -11, cut);
  const place = Math.floor(random() * calls.length);
  const disk = new SimulatedDisk(dataDirectory);
  const acknowledged = Array.from({ length: WORKERS }, () => 0);
  let isReady = false;
  for (const call of calls.slice(0, place)) {
    disk.endsAt(call.ended);
    disk.apply(call);
    if (call.name !== "write" || numbersOf(call.args)[0] !== "1") continue;
    for (const line of Buffer.concat(stringsOf(call.args)).toString().split("\n")) {
      const [worker, seq] = line.split(" ").map(Number);
      if (line === "ready") isReady = true;
      else if (worker !== undefined && seq !== undefined && !Number.isNaN(seq)) acknowledged[worker] = seq;
    }
  }
  const survived = join(directory, `cut-${cut}`);
  disk.cutPower(survived, random);
  try {
    await new Verifier(seed).verify(survived, acknowledged);
  } catch (error) {
    const when = isReady ? "" : " while the directory was made";
    throw new Error(`cut ${cut} with seed ${seed}${when} lost something; the disk is in ${survived}`, { cause: error });
  }
  rmSync(survived, { recursive: true, force: true });
  return acknowledged.reduce((sum, seq) => sum + seq, 0);
}
