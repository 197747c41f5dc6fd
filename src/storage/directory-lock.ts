/**
 * One process owns a directory: the file LOCK names it by process id, start time and boot. A lock whose owner is gone
 * (after `kill -9`, a crash or a reboot) is taken over. Node has no lock of the operating system's to offer, so this guards against
 * accidents, not against somebody who removes the file.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StorageError } from "./storage-error.ts";

interface Owner {
  readonly pid: number;
  /** Clock ticks since boot at which the process began; empty where there is no /proc. */
  readonly startedAt: string;
  readonly boot: string;
  /** Tells two takeovers by one process apart. */
  readonly token: string;
}

const TAKEOVER_TRIES_MAX = 5;

/**
 * Resolves the release function.
 * @throws {StorageError} locked when a running process owns the directory; io
 */
export function lockDirectory(directory: string, token: string): () => void {
  const path = join(directory, "LOCK");
  const self: Owner = { pid: process.pid, startedAt: startOf(process.pid), boot: bootId(), token };
  const draft = `${path}.${token}`;
  try {
    writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
    for (let tries = 0; tries < TAKEOVER_TRIES_MAX; tries++) {
      if (claim(draft, path)) return () => release(path, self);
      removeStale(path, token);
    }
  } catch (error) {
    throw error instanceof StorageError ? error : new StorageError("io", `cannot lock ${directory}`, error);
  } finally {
    rmSync(draft, { force: true });
  }
  throw new StorageError("locked", `others keep taking the lock of ${directory}`);
}

/** Atomic: a link is made whole or not at all, and never over an existing name. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function removeStale(path: string, token: string): void {
  const seen = readOwner(path);
  if (seen === "absent") return;
  if (seen !== "unreadable" && isRunning(seen)) throw inUse(path, seen);
  const aside = `${path}.stale.${token}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return; // Somebody else was faster.
    throw error;
  }
  const moved = readOwner(aside);
  // Between the look and the move another process may have taken over: then this is its lock, and it goes back.
  if (moved !== "absent" && moved !== "unreadable" && isRunning(moved)) {
    claim(aside, path);
    rmSync(aside, { force: true });
    throw inUse(path, moved);
  }
  rmSync(aside, { force: true });
}

function inUse(path: string, owner: Owner): StorageError {
  return new StorageError("locked", `process ${owner.pid} is using the directory (its lock is ${path})`);
}

function release(path: string, self: Owner): void {
  const owner = readOwner(path);
  if (owner !== "absent" && owner !== "unreadable" && owner.token === self.token && owner.pid === self.pid)
    rmSync(path, { force: true });
}

function readOwner(path: string): Owner | "absent" | "unreadable" {
  try {
    const owner = JSON.parse(readFileSync(path, "utf8")) as Owner;
    return Number.isInteger(owner.pid) ? owner : "unreadable";
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "absent" : "unreadable";
  }
}

function isRunning(owner: Owner): boolean {
  if (owner.boot !== bootId()) return false;
  if (owner.startedAt !== "") return startOf(owner.pid) === owner.startedAt;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** The process's start in clock ticks; empty when there is no such process, or no /proc to tell. */
function startOf(pid: number): string {
  const fields = readOrEmpty(`/proc/${pid}/stat`);
  // The second field is the name in parentheses and may hold anything; the start is the 20th after it.
  return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function bootId(): string {
  return readOrEmpty("/proc/sys/kernel/random/boot_id").trim();
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
