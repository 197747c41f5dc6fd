/**
 * A client in another language and its scenarios: a Python script in test/interop/clients, run once against a server of its own, in memory. Each
 * scenario is a test; their names are read from the script, so one that never ran fails. Where a client is not installed, one line says what is missing.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./server.ts";

const SCRIPTS = resolve(import.meta.dirname, "../interop/clients");
const BUCKET = "interop";
const RUN_MS_MAX = 600_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export interface ForeignClient {
  /** As people call it. */
  readonly name: string;
  /** In test/interop/clients. */
  readonly script: string;
  /** Python modules it needs. */
  readonly modules?: readonly string[];
  /** A program it needs, and the argument that makes it tell its version. */
  readonly program?: readonly [command: string, versionArgument: string];
  /** Variables for the script. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export function describeForeignClient(client: ForeignClient): void {
  const missing = whatIsMissing(client);
  if (missing !== undefined) process.stderr.write(`${client.name} is not tested: ${missing} is not installed\n`);
  describe.skipIf(missing !== undefined)(client.name, () => {
    let run: { outcomes: ReadonlyMap<string, Outcome>; output: string };
    beforeAll(async () => {
      run = await runScript(client);
    }, RUN_MS_MAX);
    test.each(scenarioNames(client.script))("%s", (name) => {
      const outcome = run.outcomes.get(name);
      expect(outcome, `the scenario did not run:\n${run.output}`).toBeDefined();
      expect(outcome?.ok, outcome?.detail).toBe(true);
    });
  });
}

function whatIsMissing(client: ForeignClient): string | undefined {
  if (spawnSync("python3", ["--version"]).status !== 0) return "python3";
  if (client.program !== undefined) {
    const [command, versionArgument] = client.program;
    if (spawnSync(command, [versionArgument], { env: { PATH: searchPath() } }).status !== 0) return command;
  }
  return client.modules?.find((name) => spawnSync("python3", ["-c", `import ${name}`]).status !== 0);
}

function scenarioNames(script: string): string[] {
  const source = readFileSync(join(SCRIPTS, script), "utf8");
  return [...source.matchAll(/^@scenario\("(.+)"\)$/gm)].map(([, name = ""]) => name);
}

async function runScript({
  script,
  environment,
}: ForeignClient): Promise<{ outcomes: ReadonlyMap<string, Outcome>; output: string }> {
  const server = await startTestServer();
  const folder = mkdtempSync(join(tmpdir(), "lakebed-client-"));
  try {
    await server.client(S3Client).send(new CreateBucketCommand({ Bucket: BUCKET }));
    const output = await runPython(script, { ...environmentFor(server, folder), ...environment });
    const lines = output.split("\n").filter((line) => line.startsWith('{"name": '));
    const outcomes = lines.map((line) => JSON.parse(line) as Outcome);
    return { outcomes: new Map(outcomes.map((outcome) => [outcome.name, outcome])), output };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What it printed, however it ended: scenarios that are missing tell the rest. */
function runPython(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const options = { cwd: SCRIPTS, env, timeout: RUN_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((done) => {
    execFile("python3", ["-B", script], options, (_error, stdout, stderr) => done(`${stdout}\n${stderr}`));
  });
}

const searchPath = (): string => [process.env["PATH"] ?? "", "/usr/bin"].join(delimiter);

/** Nothing of the machine's own configuration reaches the client; a request that fails is not tried again behind the test's back. */
function environmentFor(server: TestServer, folder: string): Readonly<Record<string, string>> {
  return {
    PATH: searchPath(),
    HOME: folder,
    LANG: "C.UTF-8",
    LAKEBED_BUCKET: BUCKET,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
  };
}
