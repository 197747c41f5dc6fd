/** Kills a writing process again and again at random points, and verifies the directory after each kill. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { randomOf, WORKERS } from "./load.ts";
import { Verifier } from "./verify.ts";

export interface CrashRunOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kill: number, operations: number) => void;
}

export interface CrashRunResult {
  readonly kills: number;
  /** Acknowledged operations that were verified. */
  readonly operations: number;
}

/** A directory is used for this many kills, so that what is recovered is itself the product of recoveries. */
const KILLS_PER_DIRECTORY = 50;
/** Most acknowledgements that are waited for before a kill. */
const ACKNOWLEDGEMENTS_MAX = 120;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** @throws {AssertionError} naming the seed, on any loss, half-done transaction or orphan */
export async function runCrashes(options: CrashRunOptions): Promise<CrashRunResult> {
  const compiled = compileChild();
  try {
    return await crashAndVerify(compiled.child, options);
  } finally {
    rmSync(compiled.directory, { recursive: true, force: true });
  }
}

async function crashAndVerify(child: string, { kills, seed, onKill }: CrashRunOptions): Promise<CrashRunResult> {
  let operations = 0;
  for (let done = 0; done < kills; done += KILLS_PER_DIRECTORY) {
    const dataDirectory = mkdtempSync(join(tmpdir(), "lakebed.crash-"));
    const verifier = new Verifier(seed + done);
    const acknowledged = Array.from({ length: WORKERS }, () => 0);
    for (let kill = done; kill < Math.min(kills, done + KILLS_PER_DIRECTORY); kill++) {
      const before = sum(acknowledged);
      await writeUntilKilled(child, { dataDirectory, seed: seed + done, kill, acknowledged });
      try {
        await verifier.verify(dataDirectory, acknowledged);
      } catch (error) {
        throw new Error(`kill ${kill} with seed ${seed} lost something; the directory is ${dataDirectory}`, {
          cause: error,
        });
      }
      operations += sum(acknowledged) - before;
      onKill?.(kill + 1, operations);
    }
    rmSync(dataDirectory, { recursive: true, force: true });
  }
  return { kills, operations };
}

interface Round {
  readonly dataDirectory: string;
  readonly seed: number;
  readonly kill: number;
  readonly acknowledged: number[];
}

/** Kills once a random number of operations is acknowledged, some microseconds to milliseconds later; sometimes while it still opens. */
async function writeUntilKilled(child: string, { dataDirectory, seed, kill, acknowledged }: Round): Promise<void> {
  const random = randomOf(seed, -7, kill);
  const waitFor = random() < 0.04 ? -1 : Math.floor(random() * random() * ACKNOWLEDGEMENTS_MAX);
  const spins = Math.floor(random() * 200_000);
  const process_ = spawn(process.execPath, [child, dataDirectory, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(process_, "exit");
  let seen = 0;
  let isKilled = false;
  const killNow = (): void => {
    if (isKilled) return;
    isKilled = true;
    for (let spin = 0; spin < spins; spin++) Math.imul(spin, spin); // A delay shorter than a timer gives.
    process_.kill("SIGKILL");
  };
  if (waitFor < 0) setTimeout(killNow, Math.floor(random() * 150));
  const lines = createInterface({ input: process_.stdout });
  lines.on("line", (line) => {
    const [worker, seq] = line.split(" ").map(Number);
    if (worker !== undefined && seq !== undefined) {
      acknowledged[worker] = seq;
      seen += 1;
    }
    if (waitFor >= 0 && seen >= waitFor) killNow();
  });
  // Also what was acknowledged before the kill but read after it counts.
  const [[code, signal]] = await Promise.all([ended, once(lines, "close")]);
  if (signal !== "SIGKILL") throw new Error(`the writing process ended by itself with ${String(code ?? signal)}`);
}

/** Plain JavaScript starts faster than a loader, and a thousand starts add up. */
export function compileChild(): { child: string; directory: string } {
  const cache = join(ROOT, "node_modules", ".cache"); // Below the project, so that the child finds its packages.
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, "lakebed-crash-"));
  const project = join(outDir, "tsconfig.json");
  // Types are checked with those of the whole project, which this part of it does not see.
  const compilerOptions = { noEmit: false, declaration: false, noCheck: true, rootDir: ROOT, outDir };
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions,
      include: [],
      files: [join(ROOT, "test/crash/child.ts")],
    }),
  );
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const compiled = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(`the writing process does not compile: ${compiled.stdout}`);
  return { child: join(outDir, "test", "crash", "child.js"), directory: outDir };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
