/** The data directory is there and can be written to, or there is one sentence that says what to do. */
import { accessSync, constants, existsSync, mkdirSync, opendirSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../kit/errors.ts";

/** @throws {ConfigError} */
export function prepareDataDirectory(path: string): void {
  try {
    makeDirectories(path);
    opendirSync(path).closeSync();
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(`cannot write to the data directory ${path}: ${reason(error)}`, { cause: error });
  }
}

/** Level by level: Node's own recursive form never returns where a file system answers ENOENT to making a directory, as /proc does. */
function makeDirectories(path: string): void {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const directory of missing.toReversed()) mkdirSync(directory, { mode: 0o700 });
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EACCES":
    case "EPERM":
      return "give this user the right to write there, or choose another with --data-dir";
    case "EROFS":
      return "its file system is read-only; choose another with --data-dir";
    case "ENOSPC":
      return "its disk is full; free some space";
    case "EEXIST":
    case "ENOTDIR":
      return "a file is in its place; move it, or choose another with --data-dir";
    default:
      return "choose another with --data-dir";
  }
}
