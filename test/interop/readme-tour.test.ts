/**
 * The README's five-minute tour, word by word, with the AWS CLI and boto3 that are installed. Where one is missing, one line says so.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const installed = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const hasCli = installed("aws", "--version");
const hasBoto3 = installed("python3", "-c", "import boto3");
if (!hasCli) process.stderr.write("the tour is skipped: the AWS CLI is not installed\n");
if (!hasBoto3) process.stderr.write("the tour's Python part is skipped: boto3 is not installed\n");

/** The fenced blocks of the tour, by language. */
function tourBlocks(): readonly { readonly language: string; readonly text: string }[] {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const tour = /## A tour in five minutes\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
  return [...tour.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => ({ language, text }));
}

let server: TestServer;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), "lakebed-tour-"));
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...inherited } = process.env;
  environment = {
    ...inherited,
    HOME: folder,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_PAGER: "",
  };
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs in a process of its own without blocking this one, which is the server. */
async function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { spawn } = await import("node:child_process");
  const child = spawn(command, args, { cwd: folder, env: environment });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}

test.runIf(hasCli)("the tour's shell commands do what the README says", { timeout: 180_000 }, async () => {
  const commands = tourBlocks()
    .filter(({ language, text }) => language === "" && !text.includes("npm start") && !text.includes("lakebed env"))
    .map(({ text }) => text);
  expect(commands.length).toBeGreaterThanOrEqual(3);
  writeFileSync(join(folder, "tour.sh"), `set -e\n${commands.join("\n")}`);
  const { code, output } = await run("bash", ["tour.sh"]);
  expect(code, output).toBe(0);
  expect(output).toContain("SUCCEEDED");
  expect(output).toMatch(/"Name": "rain_mm",\s+"Type": "double"/);
  expect(output).toContain('"city","rain"\n"Lisbon","3.5"\n"Oslo","0.5"\n');
});

test.runIf(hasCli && hasBoto3)("the tour's Python sees what the shell made", { timeout: 60_000 }, async () => {
  const python = tourBlocks().find(({ language }) => language === "python")?.text ?? "";
  const { code, output } = await run("python3", ["-c", python]);
  expect(code, output).toBe(0);
  expect(output).toContain("'rain/rain.csv'");
});
