/**
 * Verifying what is stored, through a running server (a route of the root user, page by page) or on a data directory that no server uses. Both
 * walk with S3's own pages.
 */
import { resolve } from "node:path";
import { ConfigError, ServiceError } from "../kit/errors.ts";
import type { RootRoute } from "../kit/root-routes.ts";
import { silentLog } from "../runtime/log.ts";
import { systemRuntime } from "../runtime/runtime.ts";
import { type VerifiedPage, verifyPage, type VerifyStores } from "../services/s3/verify/verify-page.ts";
import type { ServerConfig } from "./config.ts";
import { openEngines } from "./engines.ts";
import { Openings } from "./openings.ts";

export type { DamagedObject, VerifiedPage } from "../services/s3/verify/verify-page.ts";

/** What one request, or one line of progress, is about: a second or less from a page cache, some seconds from a disk. */
const PAGE = { bytesMax: 256 * 1024 * 1024, objectsMax: 20_000 };

/** `verify?cursor=...` verifies the next page. */
export function verifyRoutes(stores: VerifyStores): [string, RootRoute][] {
  return [["verify", { method: "POST", answer: (query) => verifyPage(stores, cursorOf(query), PAGE) }]];
}

function cursorOf(query: URLSearchParams): string | undefined {
  const text = query.get("cursor");
  if (text === null) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ServiceError({ code: "InvalidRequest", status: 400, message: "cursor is not one of an earlier answer" });
  }
}

/** @throws {ConfigError} when the stores cannot be opened, as when a server uses them */
export async function verifyDirectory(config: ServerConfig, onPage: (page: VerifiedPage) => void): Promise<void> {
  if (config.dataDir === undefined) throw new ConfigError("there is nothing stored to verify: name a --data-dir");
  const openings = new Openings();
  try {
    const runtime = systemRuntime(silentLog());
    const { storage } = await openEngines({ ...config, dataDir: resolve(config.dataDir) }, runtime, openings);
    let cursor: string | undefined;
    do {
      const page = await verifyPage(storage, cursor, PAGE);
      onPage(page);
      cursor = page.cursor;
    } while (cursor !== undefined);
  } finally {
    await openings.closeAll();
  }
}
