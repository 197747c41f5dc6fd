/**
 * The root key: 32 bytes that seal every secret at rest. From `LAKEBED_ROOT_KEY` (64 hex digits), else from `root.key` in the data directory (mode
 * 0600), else made now and kept there. Whoever has the data directory without the key has no secret of it.
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../kit/errors.ts";
import type { Random } from "../runtime/random.ts";

export const ROOT_KEY_FILE = "root.key";
const HEX_KEY = /^[0-9a-f]{64}$/i;

export interface RootKeySource {
  /** From the environment; undefined for the file's. */
  readonly rootKey: string | undefined;
  readonly dataDir: string | undefined;
}

/** @throws {ConfigError} when a key is given and is no key, or the file cannot be used */
export function loadRootKey({ rootKey, dataDir }: RootKeySource, random: Random): Uint8Array {
  if (rootKey !== undefined) {
    if (!HEX_KEY.test(rootKey))
      throw new ConfigError("LAKEBED_ROOT_KEY must be 64 hex digits: `openssl rand -hex 32` makes one");
    return Buffer.from(rootKey, "hex");
  }
  if (dataDir === undefined) return random.bytes(32);
  const path = join(dataDir, ROOT_KEY_FILE);
  const kept = readKept(path);
  if (kept !== undefined) return kept;
  const made = random.bytes(32);
  writeFileSync(path, `${Buffer.from(made).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return made;
}

function readKept(path: string): Uint8Array | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigError(`cannot read ${path}: make it readable for this user`, { cause: error });
  }
  if (!HEX_KEY.test(text)) {
    throw new ConfigError(
      `${path} does not hold a root key: restore it from a backup; without it no secret in this directory can be read`,
    );
  }
  chmodSync(path, 0o600);
  return Buffer.from(text, "hex");
}
