/**
 * What `lakebed doctor` looks at. Each check says what it found and, when that is not good, how to mend it. None changes anything.
 */
import { access, constants, stat, statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname } from "node:path";

export interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do about it; only when not ok. */
  readonly remedy?: string;
}

const NODE_FLOOR: readonly [number, number] = [20, 19];
/** Below this much free space the first large upload is likely to fail. */
const FREE_BYTES_MIN = 1024 * 1024 * 1024;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const ok = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1]);
  const floor = NODE_FLOOR.join(".");
  return { subject: "Node", ok, found: version, ...(ok ? {} : { remedy: `install Node ${floor} or newer` }) };
}

/** The first folder at or above `path` that exists. */
async function existingAncestor(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined || folder === dirname(folder)) return folder;
  }
}

export async function checkDirectory(path: string): Promise<Finding> {
  const folder = await existingAncestor(path);
  const subject = "data directory";
  const found = await stat(folder);
  if (!found.isDirectory())
    return {
      subject,
      ok: false,
      found: `${folder} is not a directory`,
      remedy: "name another one with --data-dir DIR",
    };
  try {
    await access(folder, constants.W_OK);
  } catch {
    return {
      subject,
      ok: false,
      found: `${folder} cannot be written`,
      remedy: `make it yours (sudo chown $USER ${folder}) or name another one with --data-dir DIR`,
    };
  }
  return { subject, ok: true, found: folder === path ? path : `${path} (will be made)` };
}

export async function checkDisk(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await existingAncestor(path));
  const freeBytes = bavail * bsize;
  const found = `${(freeBytes / 2 ** 30).toFixed(1)} GiB free`;
  if (freeBytes >= FREE_BYTES_MIN) return { subject: "disk", ok: true, found };
  return {
    subject: "disk",
    ok: false,
    found,
    remedy: "free some space, or put the data elsewhere with --data-dir DIR",
  };
}

/** Tries to listen, and stops at once. `isOurs` says that a running Lakebed holds the port. */
export async function checkPort(host: string, port: number, isOurs: boolean): Promise<Finding> {
  const subject = "port";
  if (isOurs) return { subject, ok: true, found: `${port}, served by a running Lakebed` };
  const server = createServer();
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once("error", resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
  if (failure === undefined) return { subject, ok: true, found: `${port} is free` };
  return {
    subject,
    ok: false,
    found: `${port} cannot be used (${failure.code})`,
    remedy: `stop the program that holds it (ss -ltnp | grep ${port}) or choose another with --port`,
  };
}

/** Whether an engine's native package is there for this platform. */
export function checkEngine(subject: string, packageName: string): Finding {
  try {
    createRequire(import.meta.url).resolve(packageName);
    return { subject, ok: true, found: `${packageName} is installed` };
  } catch {
    return {
      subject,
      ok: false,
      found: `${packageName} is not installed`,
      remedy: "run npm ci in the clone; it has no build for this platform if that does not help",
    };
  }
}
