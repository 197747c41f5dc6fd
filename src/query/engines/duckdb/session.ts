/**
 * One query's DuckDB: a fresh in-memory instance whose sandbox is closed before any statement runs. It can read exactly the
 * paths of this query and write below its own output directory; extensions, network, environment and settings are out of reach.
 *
 * A fresh instance each time rather than a shared one, because `allowed_paths` belongs to the instance and locks.
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

/** An instance without files yet. Making one is most of a small query's cost, so the worker makes the next one ahead. */
export async function createInstance(
  settings: Pick<SessionSettings, "threads" | "memoryBytes">,
): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", {
    threads: String(settings.threads),
    memory_limit: `${settings.memoryBytes}B`,
    errors_as_json: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
}

/** Takes `instance` over: it belongs to this one query from now on. */
export async function openSession(instance: DuckDBInstance, settings: SessionSettings): Promise<Session> {
  const outputDirectory = join(settings.scratchDirectory, "out");
  await mkdir(outputDirectory, { recursive: true });
  const connection = await instance.connect();
  const paths = settings.readPaths.map(literal).join(",");
  const statements = [
    // The machine's own zone must not leak into results.
    "SET TimeZone='UTC'",
    `SET temp_directory=${literal(join(settings.scratchDirectory, "spill"))}`,
    `SET allowed_paths=[${paths}]`,
    `SET allowed_directories=[${literal(`${outputDirectory}/`)}]`,
    "SET enable_external_access=false",
  ];
  for (const statement of statements) await connection.run(statement);
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
