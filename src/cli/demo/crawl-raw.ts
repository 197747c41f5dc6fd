/**
 * Step 2: a Glue crawler looks at the raw zone and writes what it finds into the catalog: tables, columns, types.
 */
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  EntityNotFoundException,
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetTablesCommand,
  type GlueClient,
  StartCrawlerCommand,
  type Table,
  UpdateCrawlerCommand,
} from "@aws-sdk/client-glue";
import { CRAWLER, CURATED_DATABASE, RAW_BUCKET, RAW_DATABASE } from "./demo-layout.ts";
import type { StepFigures } from "./demo-report.ts";

const POLL_MS = 100;
const CRAWL_POLLS_MAX = 600;

async function ensureDatabase(glue: GlueClient, name: string): Promise<void> {
  try {
    await glue.send(new GetDatabaseCommand({ Name: name }));
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } }));
  }
}

async function ensureCrawler(glue: GlueClient, role: string): Promise<void> {
  const crawler = {
    Name: CRAWLER,
    Role: role,
    DatabaseName: RAW_DATABASE,
    Targets: { S3Targets: [{ Path: `s3://${RAW_BUCKET}/` }] },
  };
  try {
    await glue.send(new GetCrawlerCommand({ Name: CRAWLER }));
    await glue.send(new UpdateCrawlerCommand(crawler));
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    await glue.send(new CreateCrawlerCommand(crawler));
  }
}

async function waitUntilReady(glue: GlueClient, sleep: (ms: number) => Promise<void>): Promise<void> {
  for (let poll = 0; poll < CRAWL_POLLS_MAX; poll += 1) {
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: CRAWLER }));
    if (Crawler?.State === "READY") {
      if (Crawler.LastCrawl?.Status === "SUCCEEDED") return;
      throw new DemoError(`the crawl ended as ${Crawler.LastCrawl?.Status}: ${Crawler.LastCrawl?.ErrorMessage}`);
    }
    await sleep(POLL_MS);
  }
  throw new DemoError(`the crawler was still running after ${(POLL_MS * CRAWL_POLLS_MAX) / 1000} s`);
}

/** A step of the demo did not end as it should. */
export class DemoError extends Error {
  override readonly name = "DemoError";
}

export async function crawlRawZone(
  glue: GlueClient,
  role: string,
  sleep: (ms: number) => Promise<void>,
): Promise<StepFigures & { readonly tables: readonly Table[] }> {
  await ensureDatabase(glue, RAW_DATABASE);
  await ensureDatabase(glue, CURATED_DATABASE);
  await ensureCrawler(glue, role);
  await glue.send(new StartCrawlerCommand({ Name: CRAWLER }));
  await waitUntilReady(glue, sleep);
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: RAW_DATABASE }));
  return { objects: TableList.length, tables: TableList };
}

/** `flights  parquet  date timestamp, delay bigint, ...` on one line. */
export function describeTable(table: Table, columnsMax = 6): string {
  const columns = table.StorageDescriptor?.Columns ?? [];
  const shown = columns.slice(0, columnsMax).map((column) => `${column.Name} ${column.Type}`);
  if (columns.length > columnsMax) shown.push(`and ${columns.length - columnsMax} more`);
  return `${(table.Name ?? "").padEnd(9)} ${(table.Parameters?.["classification"] ?? "").padEnd(8)} ${shown.join(", ")}`;
}
