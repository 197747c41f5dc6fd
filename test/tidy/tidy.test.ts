/**
 * Rules of this code base that no linter knows: file heads, words, pages and links, and that the dependency rules really fire.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { CLAIMS } from "../claims/claims.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const tracked = (...globs: string[]): string[] =>
  execFileSync("git", ["ls-files", ...globs], { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(ROOT, path)));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const sources = tracked("src/*.ts", "src/**/*.ts");

/** An operation is its file: there the docstring of the export says it. */
const saysWhatItIs = (path: string): boolean =>
  path.includes("/operations/") ? /^\/\*\*/m.test(read(path)) : read(path).startsWith("/**");

test("every source file in the inner rooms starts with a comment that says what it is", () => {
  const without = sources.filter(
    (path) =>
      /^src\/(services|protocol|storage|gateway|auth|kit|model|query|runtime|app|iceberg)\//.test(path) &&
      !path.endsWith(".test.ts") &&
      !saysWhatItIs(path),
  );
  expect(without).toEqual([]);
});

test("no source file carries words that mark unfinished work", () => {
  const marked = sources.filter((path) => /\b(TODO|FIXME|XXX|HACK)\b/.test(read(path)));
  expect(marked).toEqual([]);
});

test("only the runtime reads the clock, makes random values or sets timers", () => {
  const banned =
    /\b(Date\.now\(|new Date\(\)|Math\.random\(|(?<!\.)setTimeout\(|setInterval\(|randomUUID\(|randomBytes\()/;
  const offenders = sources.filter(
    (path) => !path.startsWith("src/runtime/") && !path.endsWith(".test.ts") && banned.test(read(path)),
  );
  expect(offenders).toEqual([]);
});

test("type escapes stay out of the product", () => {
  const offenders = sources.filter(
    (path) => !path.endsWith(".test.ts") && /\bas any\b|@ts-ignore|@ts-expect-error|@ts-nocheck/.test(read(path)),
  );
  expect(offenders).toEqual([]);
});

test("no file is called utils, helpers or common", () => {
  expect(sources.filter((path) => /\/(utils?|helpers?|common|misc)\.ts$/.test(path))).toEqual([]);
});

test("every page has exactly one first-level heading", () => {
  const offenders = tracked("*.md", "**/*.md").filter((path) => {
    const outsideCode = read(path).replaceAll(/```[\s\S]*?```/g, "");
    return (outsideCode.match(/^# /gm) ?? []).length !== 1;
  });
  expect(offenders).toEqual([]);
});

test("links between pages lead somewhere", () => {
  const broken = tracked("*.md", "**/*.md").flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
      .map((target) => `${path} -> ${target}`),
  );
  expect(broken).toEqual([]);
});

test("every service has a README with its four headings", () => {
  const services = readdirSync(join(ROOT, "src/services"));
  const missing = services.filter((name) => {
    const page = join(ROOT, "src/services", name, "README.md");
    return (
      !existsSync(page) ||
      !["## Sources", "## Gaps", "## By design", "## Client quirks"].every((heading) =>
        readFileSync(page, "utf8").includes(heading),
      )
    );
  });
  expect(missing).toEqual([]);
});

test("every claim that is called shown has its test, and every test of a claim is called shown", () => {
  const tests = tracked("test/claims/*.test.ts").map(read).join("\n");
  const titled = new Set([...tests.matchAll(/test\("([A-Z0-9]+-\d+b?) /g)].map((match) => match[1]));
  const shown = new Set(CLAIMS.filter((claim) => claim.notYet === undefined).map((claim) => claim.id));
  expect([...titled].sort()).toEqual([...shown].sort());
});

/** One file for each rule that must be caught, and what it imports. */
const CANARIES: Record<string, readonly [path: string, imports: string]> = {
  "no-circular": ["src/kit/a.ts", "./b.ts"],
  "no-sibling-service": ["src/services/one/operation.ts", "../two/store.ts"],
  "services-know-no-protocol": ["src/services/one/wire.ts", "../../protocol/form.ts"],
  "services-know-no-engine": ["src/services/one/engine.ts", "../../storage/engines/disk.ts"],
  "protocol-knows-no-service": ["src/protocol/rule.ts", "../services/two/store.ts"],
  "storage-knows-no-aws": ["src/storage/arn.ts", "../kit/arn.ts"],
  "iceberg-is-pure": ["src/iceberg/reads.ts", "node:fs"],
  "model-is-a-leaf": ["src/model/leaf.ts", "../kit/arn.ts"],
  "runtime-is-a-leaf": ["src/runtime/leaf.ts", "../kit/arn.ts"],
  "kit-knows-no-room": ["src/kit/room.ts", "../services/two/store.ts"],
  "codec-is-pure": ["src/protocol/reads.ts", "node:fs"],
  "files-only-in-engines": ["src/services/one/file.ts", "node:fs"],
  "sockets-only-in-listeners": ["src/services/one/socket.ts", "node:net"],
  "only-compose-composes": ["src/gateway/names.ts", "../services/two/store.ts"],
  "src-never-imports-tests": ["src/kit/tested.ts", "../../test/support.ts"],
  "no-orphans": ["src/kit/lonely.ts", ""],
  "no-unresolvable": ["src/kit/nowhere.ts", "./does-not-exist.ts"],
};

test("each dependency rule catches a file that breaks it", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakebed-canary-"));
  try {
    cpSync(join(ROOT, ".dependency-cruiser.cjs"), join(folder, ".dependency-cruiser.cjs"));
    cpSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
    writeFileSync(join(folder, "package.json"), '{"name":"canary","type":"module"}');
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const leaves = [
      "src/services/two/store.ts",
      "src/protocol/form.ts",
      "src/storage/engines/disk.ts",
      "src/kit/arn.ts",
      "test/support.ts",
    ];
    for (const path of leaves) write(folder, path, "export const value = 1;\n");
    write(folder, "src/kit/b.ts", 'import "./a.ts";\nexport const b = 1;\n');
    for (const [path, imports] of Object.values(CANARIES))
      write(
        folder,
        path,
        imports === "" ? "export const alone = 1;\n" : `import "${imports}";\nexport const value = 1;\n`,
      );
    const result = spawnSync(
      join(ROOT, "node_modules/.bin/depcruise"),
      ["src", "--output-type", "err", "--config", ".dependency-cruiser.cjs"],
      { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    );
    const output = result.stdout + result.stderr;
    const silent = Object.entries(CANARIES).filter(
      ([rule, [path]]) => !new RegExp(`error ${rule}: ${path.replaceAll(".", "\\.")}`).test(output),
    );
    expect(
      silent.map(([rule]) => rule),
      output,
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
