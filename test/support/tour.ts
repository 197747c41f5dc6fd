/**
 * Runs the fenced blocks of a page word by word against a server of its own, with the AWS CLI and boto3 that are installed. Only two things are done for
 * the reader: the server is there already, and `npx lakebed` is this checkout's.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startTestServer, type TestServer } from "./server.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const installed = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
export const hasCli = installed("aws", "--version");
export const hasBoto3 = installed("python3", "-c", "import boto3");

export interface Tour {
  /** Every shell block of the section, one after the other, in one shell that stops at the first failure. */
  runShell(): Promise<Run>;
  runPython(): Promise<Run>;
  readonly shellBlocks: number;
  close(): Promise<void>;
}

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** `page` from the root of the repository; the section goes from its heading to the next of its rank. */
export async function startTour(page: string, heading: string): Promise<Tour> {
  if (!hasCli) process.stderr.write(`the tour of ${page} is skipped: the AWS CLI is not installed\n`);
  if (!hasBoto3) process.stderr.write(`the Python part of ${page} is skipped: boto3 is not installed\n`);
  const blocks = readBlocks(page, heading);
  const shell = blocks.filter(
    ({ language, text }) => language === "" && !text.includes("npm start") && !text.includes("lakebed env"),
  );
  const server = await startTestServer();
  const folder = mkdtempSync(join(tmpdir(), "lakebed-tour-"));
  const environment = environmentFor(server, folder);
  return {
    shellBlocks: shell.length,
    runShell() {
      const script = shell.map(({ text }) => text).join("\n");
      const here = script.replaceAll("npx lakebed", `"${process.execPath}" "${join(ROOT, "bin/lakebed.js")}"`);
      writeFileSync(join(folder, "tour.sh"), `set -e\n${here}`);
      return run("bash", ["tour.sh"], { cwd: folder, env: environment });
    },
    runPython() {
      const python = blocks.find(({ language }) => language === "python")?.text ?? "";
      return run("python3", ["-c", python], { cwd: folder, env: environment });
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readBlocks(page: string, heading: string): readonly { readonly language: string; readonly text: string }[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`${page} has no section "${heading}"`);
  const end = text.indexOf("\n## ", start + 1);
  const section = text.slice(start, end < 0 ? undefined : end);
  return [...section.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language = "", block = ""]) => ({
    language,
    text: block,
  }));
}

function environmentFor(server: TestServer, folder: string): NodeJS.ProcessEnv {
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _token, ...inherited } = process.env;
  return {
    ...inherited,
    HOME: folder,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    LAKEBED_ROOT_ACCESS_KEY_ID: server.credentials.accessKeyId,
    LAKEBED_ROOT_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    LAKEBED_PORT: String(server.port),
    AWS_PAGER: "",
  };
}

/** In a process of its own and without blocking this one, which is the server. */
async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Run> {
  const child = spawn(command, args, options);
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}
