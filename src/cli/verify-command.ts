/** `lakebed verify`: reads everything that is stored and checks it against its checksums. */
import { existsSync } from "node:fs";
import type { ServerConfig } from "../app/config.ts";
import { type DamagedObject, type VerifiedPage, verifyDirectory } from "../app/verify.ts";
import { ConfigError } from "../kit/errors.ts";
import type { Environment } from "../runtime/environment.ts";
import type { Command } from "./command.ts";
import { ownOptions } from "./own-options.ts";
import { readServerFlags } from "./server-flags.ts";
import { signedCall } from "./signed-call.ts";
import type { Terminal } from "./terminal.ts";

/** One page reads 256 MiB at most, or 8 MiB more; a slow disk is given its time. */
const PAGE_TIMEOUT_MS = 600_000;

export const verifyCommand: Command = {
  name: "verify",
  summary: "check all stored bytes against their checksums",
  help: `Usage: lakebed verify [--stopped] [--json] [--port N] [--data-dir DIR]

Reads every object, every version and every part of unfinished uploads, and checks each block of it. Prints what is damaged: bucket, key, version
and bytes. Needs no keys of sealed objects. Exit code 0 when all is well, 1 when something is damaged.

Asks the running server, as the root user of the data directory. With --stopped it opens the data directory itself, which no server may be using.

Examples:
  lakebed verify
  lakebed verify --json | jq .damaged
  lakebed verify --stopped --data-dir ./lakebed-data`,
  async run(args, terminal) {
    const { words, flags, rest } = ownOptions(args, { flags: ["json", "stopped"], values: [] });
    const { config, environment } = readServerFlags([...words, ...rest]);
    const tally = new Tally(terminal, flags.has("json"));
    if (flags.has("stopped")) await verifyStopped(config, tally);
    else await verifyRunning(config, environment, tally);
    return tally.end();
  },
};

async function verifyStopped(config: ServerConfig, tally: Tally): Promise<void> {
  if (config.dataDir !== undefined && !existsSync(config.dataDir))
    throw new ConfigError(`there is no data directory ${config.dataDir}: name one with --data-dir`);
  await verifyDirectory(config, (page) => tally.add(page));
}

async function verifyRunning(config: ServerConfig, environment: Environment, tally: Tally): Promise<void> {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const call = { method: "POST", pathAndQuery: `/_lakebed/verify${query}`, timeoutMs: PAGE_TIMEOUT_MS } as const;
    const { status, value } = await signedCall(config, environment, call);
    if (status !== 200)
      throw new ConfigError(`the server does not verify: ${String((value as { error?: unknown }).error)}`);
    const page = value as VerifiedPage;
    tally.add(page);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

class Tally {
  readonly #terminal: Terminal;
  readonly #isJson: boolean;
  readonly #damaged: DamagedObject[] = [];
  #objects = 0;
  #bytes = 0;

  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal;
    this.#isJson = isJson;
  }

  add({ objects, bytes, damaged, cursor }: VerifiedPage): void {
    this.#objects += objects;
    this.#bytes += bytes;
    this.#damaged.push(...damaged);
    if (this.#isJson) return;
    for (const found of damaged) this.#terminal.out(`${inWords(found)}\n`);
    if (cursor !== undefined) this.#terminal.err(`verified ${this.#soFar()} so far\n`);
  }

  end(): number {
    const [objects, bytes, damaged] = [this.#objects, this.#bytes, this.#damaged];
    if (this.#isJson) this.#terminal.out(`${JSON.stringify({ objects, bytes, damaged }, undefined, 2)}\n`);
    else this.#terminal.out(`verified ${this.#soFar()}: ${damaged.length === 0 ? "all is well" : "see above"}\n`);
    return damaged.length === 0 ? 0 : 1;
  }

  #soFar(): string {
    return `${this.#objects} objects, ${(this.#bytes / 1e6).toFixed(1)} MB`;
  }
}

function inWords({
  bucket,
  key,
  versionId,
  uploadId,
  partNumber,
  startBytes,
  endBytes,
  reason,
}: DamagedObject): string {
  const what =
    uploadId === undefined
      ? `s3://${bucket}/${key}${versionId === "null" ? "" : ` version ${versionId}`}`
      : `part ${partNumber} of the upload ${uploadId}`;
  return `DAMAGED ${what}, bytes ${startBytes} to ${endBytes - 1}: ${reason}`;
}
