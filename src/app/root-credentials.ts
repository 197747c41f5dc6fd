/**
 * The root key pair: from the configuration, else from `credentials.json` in the data directory, else made now and kept there for
 * the next start. The file can be read by its owner alone (mode 0600).
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateRootCredentials, type RootCredentials } from "../auth/credentials.ts";
import { ConfigError } from "../kit/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ServerConfig } from "./config.ts";

export const CREDENTIALS_FILE = "credentials.json";

/** @throws {ConfigError} when the file is there and cannot be used */
export function rootCredentials(config: ServerConfig, runtime: Runtime): RootCredentials {
  if (config.rootCredentials !== undefined) return { ...config.rootCredentials, accountId: config.accountId };
  if (config.dataDir === undefined)
    return { ...generateRootCredentials(runtime.random, runtime.ids), accountId: config.accountId };
  const path = join(config.dataDir, CREDENTIALS_FILE);
  const kept = readKept(path);
  if (kept !== undefined) return kept;
  const made = { ...generateRootCredentials(runtime.random, runtime.ids), accountId: config.accountId };
  writeFileSync(path, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  return made;
}

/** The key pair that a data directory keeps; undefined when it keeps none. */
export function readKept(path: string): RootCredentials | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigError(`cannot read ${path}: make it readable for this user`, { cause: error });
  }
  const kept = parseKept(text);
  if (kept === undefined) {
    throw new ConfigError(`${path} does not hold a root key pair: restore it, or delete it to have new keys made`);
  }
  chmodSync(path, 0o600);
  return kept;
}

function parseKept(text: string): RootCredentials | undefined {
  try {
    const value = JSON.parse(text) as Partial<RootCredentials> | null;
    const { accessKeyId, secretAccessKey, accountId } = value ?? {};
    if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string" || typeof accountId !== "string")
      return undefined;
    return { accessKeyId, secretAccessKey, accountId };
  } catch {
    return undefined;
  }
}
