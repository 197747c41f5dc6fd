/**
 * Makes a fresh clone ready: installs the locked dependencies and builds `dist/`. Does nothing, fast, when both are up to date.
 * Plain JavaScript on Node's own modules, because it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_FLOOR = [20, 19];

function fail(message) {
  process.stderr.write(`lakebed: ${message}\n`);
  process.exit(2);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const tooOld = major < NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor < NODE_FLOOR[1]);
  if (tooOld)
    fail(
      `Node ${NODE_FLOOR.join(".")} or newer is needed, this is ${process.version}. Install a current Node and try again.`,
    );
}

/** Newest modification time below a folder, in milliseconds; 0 when it does not exist. */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function run(command, args, what) {
  const started = performance.now();
  process.stderr.write(`lakebed: ${what} ...`);
  const result = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", shell: process.platform === "win32" });
  if (result.status !== 0) {
    process.stderr.write(" failed\n");
    fail(`"${command} ${args.join(" ")}" failed:\n${result.stdout ?? ""}${result.stderr ?? result.error ?? ""}`);
  }
  process.stderr.write(` done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  const stamp = join(ROOT, "node_modules", ".lakebed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  // Not `npm ci`: it refuses a lock that lacks the builds of optional packages for platforms their registry does not carry.
  run(
    "npm",
    ["install", "--no-save", "--loglevel=error", "--no-audit", "--no-fund"],
    "installing dependencies (once, about a minute)",
  );
  writeFileSync(stamp, lock);
}

function build() {
  const stamp = join(ROOT, "dist", ".built");
  const inputs = [
    join(ROOT, "src"),
    join(ROOT, "tsconfig.json"),
    join(ROOT, "tsconfig.build.json"),
    join(ROOT, "node_modules", ".lakebed-lock"),
  ];
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...inputs.map(newestMs))) return;
  const startedMs = Date.now();
  rmSync(join(ROOT, "dist"), { recursive: true, force: true });
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  run(
    process.execPath,
    [join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"],
    "building",
  );
  writeFileSync(stamp, String(startedMs));
}

requireNode();
install();
build();
