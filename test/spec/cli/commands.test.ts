/** The command line as a function of its arguments: what it prints, where, and its exit code. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkDirectory, checkNode, checkPort } from "../../../src/cli/doctor-checks.ts";
import { shellExports } from "../../../src/cli/exports.ts";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { formatBytes, renderTable } from "../../../src/cli/demo/demo-report.ts";
import { startTestServer } from "../../support/server.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lakebed-cli-"));
  folders.push(folder);
  return folder;
}

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTerminal: false,
  };
  return { code: await runCommandLine(argv, terminal), out, err };
}

test("without a command it lists the commands", async () => {
  const { code, out } = await run();
  expect(code).toBe(0);
  for (const name of ["start", "demo", "env", "status", "doctor", "aws"]) expect(out).toContain(`lakebed ${name}`);
});

test("an unknown command names itself, lists the commands and ends with 2", async () => {
  const { code, err } = await run("strat");
  expect(code).toBe(2);
  expect(err).toContain('there is no command "strat"');
  expect(err).toContain("lakebed start");
});

test("every command explains itself with --help, with an example or an exit code", async () => {
  for (const name of ["start", "demo", "env", "status", "doctor"]) {
    const { code, out } = await run(name, "--help");
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: /);
    expect(out).toMatch(/Example|Exit code/);
  }
});

test("an unknown option is one sentence and exit code 2", async () => {
  const { code, err } = await run("start", "--prot", "1");
  expect(code).toBe(2);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(err).toContain("--prot");
  expect(err).toContain("lakebed start --help");
});

test("a port that is no port is one sentence and exit code 2", async () => {
  const { code, err } = await run("start", "--port", "lake");
  expect(code).toBe(2);
  expect(err).toMatch(/^lakebed: .*port.*\n$/);
});

test("env before the first start says how to get credentials", async () => {
  const { code, err } = await run("env", "--data-dir", temporaryFolder());
  expect(code).toBe(2);
  expect(err).toContain("lakebed start");
});

test("env prints the endpoint, the Region and the credentials that the data directory keeps", async () => {
  const folder = temporaryFolder();
  const keys = { accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "it's a secret", accountId: "123456789012" };
  writeFileSync(join(folder, "credentials.json"), JSON.stringify(keys), { mode: 0o600 });
  const { code, out } = await run("env", "--data-dir", folder, "--port", "6001");
  expect(code).toBe(0);
  expect(out).toContain("export AWS_ENDPOINT_URL='http://127.0.0.1:6001'");
  expect(out).toContain("export AWS_ACCESS_KEY_ID='AKIAEXAMPLEEXAMPLE00'");
  expect(out).toContain(`export AWS_SECRET_ACCESS_KEY='it'\\''s a secret'`);
});

test("exports survive every character a shell knows", () => {
  expect(shellExports({ A: "$(rm -rf /) `x` \"y\" 'z' \\" })).toContain(
    `export A='$(rm -rf /) \`x\` "y" '\\''z'\\'' \\'`,
  );
});

test("status says whether a Lakebed answers, in words and by its exit code", async () => {
  const server = await startTestServer();
  try {
    const there = await run("status", "--port", String(server.port));
    expect(there.code).toBe(0);
    expect(there.out).toContain(server.endpoint);
  } finally {
    await server.close();
  }
  const gone = await run("status", "--port", String(server.port));
  expect(gone.code).toBe(1);
  expect(gone.out).toContain("lakebed start");
});

test("doctor refuses an old Node and accepts the floor", () => {
  expect(checkNode("v20.18.9")).toMatchObject({ ok: false, remedy: expect.stringContaining("20.19") as string });
  expect(checkNode("v20.19.0").ok).toBe(true);
  expect(checkNode("v24.1.0").ok).toBe(true);
});

test("doctor sees a port that another program holds, and says how to find it", async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(await checkPort("127.0.0.1", port, false)).toMatchObject({
    ok: false,
    found: expect.stringContaining("EADDRINUSE") as string,
  });
  await new Promise<void>((done) => other.close(() => done()));
  expect(await checkPort("127.0.0.1", port, false)).toMatchObject({ ok: true });
});

test("doctor sees a file in the place of the data directory", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  expect(await checkDirectory(path)).toMatchObject({
    ok: false,
    found: expect.stringContaining("not a directory") as string,
  });
});

test("tables line up and bytes have units", () => {
  expect(
    renderTable(
      ["step", "rows"],
      [
        ["upload", "7"],
        ["x", "1,000"],
      ],
    ),
  ).toBe("  step     rows\n  ------  -----\n  upload      7\n  x       1,000");
  expect([0, 1023, 1024, 13_493_022].map(formatBytes)).toEqual(["0 B", "1023 B", "1.0 KiB", "12.9 MiB"]);
});
