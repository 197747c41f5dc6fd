/**
 * Every check that is not a test: types, lint, format, dependency rules, dead code, generated pages. Runs all of them, prints one
 * line each, and the output of those that failed.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CODE = ["src", "test", "bench", "scripts"];
const bin = (name) => join(ROOT, "node_modules", ".bin", name);

const CHECKS = [
  { name: "types", command: [bin("tsc"), "-p", "tsconfig.json"] },
  { name: "lint", command: [bin("oxlint"), "--type-aware", "--deny-warnings", ...CODE] },
  { name: "format", command: [bin("oxfmt"), "--check", ...CODE] },
  // Without a parser that understands the installed TypeScript, dependency-cruiser sees nothing and reports success.
  {
    name: "dependency rules",
    command: [bin("depcruise"), "src", "--output-type", "err-long"],
    mustPrint:
      /\((?:[1-9]\d*) modules, [1-9]\d* dependencies cruised\)|[1-9]\d* modules, [1-9]\d* dependencies cruised/,
  },
  { name: "dead code", command: [bin("knip"), "--no-progress"] },
  {
    name: "generated pages are fresh",
    command: [process.execPath, "--import", "tsx", "scripts/generate-docs.ts", "--check"],
  },
];

let failed = 0;
for (const check of CHECKS) {
  const [command, ...args] = check.command;
  const result = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`;
  const ok = result.status === 0 && (check.mustPrint === undefined || check.mustPrint.test(output));
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${check.name}\n`);
  if (!ok) {
    failed += 1;
    process.stdout.write(`${output.trim()}\n`);
  }
}
process.stdout.write(`checks: ${CHECKS.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
