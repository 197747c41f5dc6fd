/** `lakebed s3`: what the AWS CLI does not do with buckets: figures by storage class, zones that fail, and emptying a bucket with all its versions. */
import type { BucketUsage, RequestFigures, Zones } from "../kit/storage-figures.ts";
import type { Command } from "./command.ts";
import { ownOptions } from "./own-options.ts";
import { removeBucketForGood } from "./remove-bucket.ts";
import { readServerFlags, type ServerFlags } from "./server-flags.ts";
import { type SignedCall, signedCall } from "./signed-call.ts";
import { type Terminal, UsageError } from "./terminal.ts";

/** Figures are counted when they are asked for. */
const TIMEOUT_MS = 600_000;

interface Asked {
  readonly flags: ReadonlySet<string>;
  readonly server: ServerFlags;
  readonly terminal: Terminal;
}

export const s3Command: Command = {
  name: "s3",
  summary: "storage figures, failing zones, removing full buckets",
  help: `Usage: lakebed s3 usage [BUCKET] [--json]
       lakebed s3 metrics BUCKET [--json]
       lakebed s3 fail-zone ZONE [--recover]
       lakebed s3 rb BUCKET [--force]

usage      objects, bytes, billable bytes and early-deletion bytes of each storage class, noncurrent versions included
metrics    requests, bytes and errors of each metrics configuration of the bucket since the server started, as CloudWatch names them
fail-zone  makes objects of One Zone classes that lie in this zone unreadable, until --recover; usage shows the zone of each bucket
rb         removes a bucket; with --force everything in it first, versions and delete markers too

Asks as the root user of the data directory, else with AWS_ACCESS_KEY_ID. Exit code 1 when it was refused.

Examples:
  lakebed s3 usage my-bucket
  lakebed s3 fail-zone us-east-1a
  lakebed s3 fail-zone us-east-1a --recover
  lakebed s3 rb my-bucket --force`,
  async run(args, terminal) {
    const { words, flags, rest } = ownOptions(args, { flags: ["json", "recover", "force"], values: [] });
    const [verb, given, ...more] = words;
    // As people know buckets from the AWS CLI.
    const name = given?.replace(/^s3:\/\//, "").replace(/\/$/, "");
    const asked = { flags, server: readServerFlags(rest), terminal };
    if (more.length === 0 && verb === "usage") return await usage(asked, name);
    if (more.length === 0 && verb === "metrics" && name !== undefined) return await metrics(asked, name);
    if (more.length === 0 && verb === "fail-zone" && name !== undefined) return await failZone(asked, name);
    if (more.length === 0 && verb === "rb" && name !== undefined)
      return await removeBucketForGood({ ...asked.server, bucket: name, isForced: flags.has("force") }, terminal);
    throw new UsageError("say usage, metrics BUCKET, fail-zone ZONE or rb BUCKET");
  },
};

async function ask({ server, terminal }: Asked, call: Omit<SignedCall, "timeoutMs">): Promise<unknown> {
  const answer = await signedCall(server.config, server.environment, { ...call, timeoutMs: TIMEOUT_MS });
  if (answer.status === 200) return answer.value;
  terminal.err(`lakebed s3: ${String((answer.value as { error?: unknown }).error)}\n`);
  return undefined;
}

async function failZone(asked: Asked, zone: string): Promise<number> {
  const route = asked.flags.has("recover") ? "recover-zone" : "fail-zone";
  const pathAndQuery = `/_lakebed/s3/${route}?zone=${encodeURIComponent(zone)}`;
  const zones = (await ask(asked, { method: "POST", pathAndQuery })) as Zones | undefined;
  if (zones === undefined) return 1;
  asked.terminal.out(zones.failed.length === 0 ? "All zones are there.\n" : `Failed: ${zones.failed.join(", ")}\n`);
  return 0;
}

async function usage(asked: Asked, bucket: string | undefined): Promise<number> {
  const query = bucket === undefined ? "" : `?bucket=${encodeURIComponent(bucket)}`;
  const value = await ask(asked, { method: "GET", pathAndQuery: `/_lakebed/s3/usage${query}` });
  if (value === undefined) return 1;
  const { buckets } = value as { readonly buckets: readonly BucketUsage[] };
  const { out } = asked.terminal;
  if (asked.flags.has("json")) out(`${JSON.stringify(buckets, undefined, 2)}\n`);
  else for (const one of buckets) out(usageText(one));
  return 0;
}

async function metrics(asked: Asked, bucket: string): Promise<number> {
  const pathAndQuery = `/_lakebed/s3/metrics?bucket=${encodeURIComponent(bucket)}`;
  const value = await ask(asked, { method: "GET", pathAndQuery });
  if (value === undefined) return 1;
  const { filters } = value as { readonly filters: readonly RequestFigures[] };
  const { out } = asked.terminal;
  if (asked.flags.has("json")) out(`${JSON.stringify(filters, undefined, 2)}\n`);
  else if (filters.length === 0) out(`${bucket} has no metrics configuration.\n`);
  else for (const one of filters) out(figuresText(bucket, one));
  return 0;
}

function figuresText(bucket: string, { filterId, counts, averageLatencyMs }: RequestFigures): string {
  const rows = Object.entries(counts).map(([name, count]) => [name, count.toLocaleString("en")] as const);
  const latency = ["FirstByteLatency", `${averageLatencyMs.toFixed(1)} ms on average`] as const;
  const lines = [...rows, latency].map(([name, text]) => `  ${name.padEnd(METRIC_WIDTH)}  ${text}\n`);
  return `${bucket}  ${filterId}\n${lines.join("")}`;
}

const METRIC_WIDTH = 16;

function usageText({ bucket, zone, classes }: BucketUsage): string {
  const head = ["", "objects", "bytes", "billable", "early deletion"];
  const rows = classes.map(({ storageClass, objects, bytes, billableBytes, earlyDeletionBytes }) => [
    storageClass,
    ...[objects, bytes, billableBytes, earlyDeletionBytes].map((count) => count.toLocaleString("en")),
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return `${bucket}  (One Zone classes lie in ${zone})\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
