/**
 * The root key: 32 bytes that seal every secret at rest. From `LAKEBED_ROOT_KEY` (64 hex digits), else from `root.key` in the data directory (mode
 * 0600), else made now and kept there. With `LAKEBED_ROOT_KEY_PASSPHRASE` the file holds the key wrapped (`wrapped-root-key.ts`). Whoever has the data
 * directory without key or passphrase has no secret of it.
 */
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../kit/errors.ts";
import type { Random } from "../runtime/random.ts";
import { isWrappedKey, unwrapRootKey, wrapRootKey } from "./wrapped-root-key.ts";

export const ROOT_KEY_FILE = "root.key";
const HEX_KEY = /^[0-9a-f]{64}$/i;

export interface RootKeySource {
  /** From the environment; undefined for the file's. */
  readonly rootKey: string | undefined;
  /** From the environment; undefined for a file that holds the bare key. */
  readonly rootKeyPassphrase: string | undefined;
  readonly dataDir: string | undefined;
}

/** @throws {ConfigError} when a key or passphrase is given and does not fit, or the file cannot be used */
export function loadRootKey({ rootKey, rootKeyPassphrase, dataDir }: RootKeySource, random: Random): Uint8Array {
  if (rootKey !== undefined) {
    if (rootKeyPassphrase !== undefined)
      throw new ConfigError(
        "LAKEBED_ROOT_KEY takes the place of the key file, which LAKEBED_ROOT_KEY_PASSPHRASE would open: set one of them",
      );
    if (!HEX_KEY.test(rootKey))
      throw new ConfigError("LAKEBED_ROOT_KEY must be 64 hex digits: `openssl rand -hex 32` makes one");
    return Buffer.from(rootKey, "hex");
  }
  if (dataDir === undefined) return random.bytes(32);
  const path = join(dataDir, ROOT_KEY_FILE);
  const kept = readText(path);
  if (kept !== undefined) return openKept(path, kept, rootKeyPassphrase, random);
  const made = random.bytes(32);
  writeSynced(path, textOf(made, rootKeyPassphrase, random), "wx");
  return made;
}

function openKept(path: string, text: string, passphrase: string | undefined, random: Random): Uint8Array {
  if (isWrappedKey(text)) {
    if (passphrase === undefined)
      throw new ConfigError(`${path} is protected by a passphrase: give it in LAKEBED_ROOT_KEY_PASSPHRASE`);
    const key = unwrapRootKey(text, passphrase);
    if (key === undefined)
      throw new ConfigError(
        `LAKEBED_ROOT_KEY_PASSPHRASE does not open ${path}: give the passphrase that the key was protected with`,
      );
    return key;
  }
  if (!HEX_KEY.test(text)) {
    throw new ConfigError(
      `${path} does not hold a root key: restore it from a backup; without it no secret in this directory can be read`,
    );
  }
  const key = Buffer.from(text, "hex");
  if (passphrase === undefined) chmodSync(path, 0o600);
  else {
    // From now on the passphrase protects a key that lay bare.
    writeSynced(`${path}.new`, wrapRootKey(key, passphrase, random), "w");
    renameSync(`${path}.new`, path);
  }
  return key;
}

function textOf(key: Uint8Array, passphrase: string | undefined, random: Random): string {
  return passphrase === undefined ? Buffer.from(key).toString("hex") : wrapRootKey(key, passphrase, random);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigError(`cannot read ${path}: make it readable for this user`, { cause: error });
  }
}

/** On the disk before any secret that it seals. */
function writeSynced(path: string, text: string, flag: "w" | "wx"): void {
  const file = openSync(path, flag, 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
