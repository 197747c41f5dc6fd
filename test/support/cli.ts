/** The command line in this process, aimed at a test server. */
import { runCommandLine } from "../../src/cli/command-line.ts";
import type { TestServer } from "./server.ts";

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function runCli(...argv: string[]): Promise<CliResult> {
  let out = "";
  let err = "";
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTerminal: false,
  };
  return { code: await runCommandLine(argv, terminal), out, err };
}

/** As the root user of the server; the keys are taken from the environment, which is put back afterwards. */
export async function runCliFor(server: TestServer, ...argv: string[]): Promise<CliResult> {
  const before = { ...process.env };
  process.env["LAKEBED_ROOT_ACCESS_KEY_ID"] = server.credentials.accessKeyId;
  process.env["LAKEBED_ROOT_SECRET_ACCESS_KEY"] = server.credentials.secretAccessKey;
  try {
    return await runCli(...argv, "--port", String(server.port));
  } finally {
    process.env = before;
  }
}
