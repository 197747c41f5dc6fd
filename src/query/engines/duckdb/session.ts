/**
 * One query's DuckDB: a fresh in-memory instance whose sandbox is closed before any statement runs. It can read exactly the
 * paths of this query and write below its own output directory; extensions, network, environment and settings are out of reach.
 *
 * A fresh instance each time (about 5 ms) rather than a shared one, because `allowed_paths` belongs to the instance and locks.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { SessionSettings } from "./worker-messages.ts";

export interface Session {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** A SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export async function openSession(settings: SessionSettings): Promise<Session> {
  const outputDirectory = join(settings.scratchDirectory, "out");
  await mkdir(outputDirectory, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(settings.threads),
    memory_limit: `${settings.memoryBytes}B`,
    temp_directory: join(settings.scratchDirectory, "spill"),
    errors_as_json: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const connection = await instance.connect();
  // The machine's own zone must not leak into results.
  await connection.run("SET TimeZone='UTC'");
  const paths = settings.readPaths.map(literal).join(",");
  await connection.run(`SET allowed_paths=[${paths}]`);
  await connection.run(`SET allowed_directories=[${literal(`${outputDirectory}/`)}]`);
  await connection.run("SET enable_external_access=false");
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
