/**
 * Where the destinations of S3's events are: `LAKEBED_EVENT_TARGETS` (or `--event-targets`) names a file, or is itself JSON: an object from ARN, or pattern of ARNs with
 * `*`, to URL.
 */
import { readFileSync } from "node:fs";
import { ConfigError } from "../kit/errors.ts";
import type { EventTargets } from "../services/s3/events/event-targets.ts";

const SETTING = "the event targets (--event-targets, LAKEBED_EVENT_TARGETS)";

/** @throws {ConfigError} for a file that cannot be read, or what is no such object */
export function readEventTargets(text: string | undefined): EventTargets {
  if (text === undefined) return {};
  const json = text.trimStart().startsWith("{") ? text : readText(text);
  const targets = parse(json);
  for (const [arn, url] of Object.entries(targets)) {
    if (!arn.startsWith("arn:"))
      throw new ConfigError(
        `${SETTING} name ${JSON.stringify(arn)}, which is no ARN: give one, with * where it may differ`,
      );
    if (typeof url !== "string" || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
      throw new ConfigError(`${SETTING} send ${arn} to ${JSON.stringify(url)}: give an http:// or https:// URL`);
  }
  return targets as EventTargets;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new ConfigError(`${SETTING} cannot be read from ${JSON.stringify(path)}: give a JSON file`);
  }
}

function parse(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new ConfigError(
    `${SETTING} are no JSON object: give {"arn:aws:sqs:us-east-1:123456789012:my-queue": "http://..."}`,
  );
}
