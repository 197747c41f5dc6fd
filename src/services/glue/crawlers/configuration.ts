/**
 * A crawler's `Configuration` JSON (developer guide, "Setting crawler configuration options", version 1.0). Parts we cannot honour are
 * refused when the crawler is made, not ignored when it runs.
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { invalidInput } from "../errors.ts";
import { CRAWL_TABLES_MAX } from "../limits.ts";

export interface CrawlConfiguration {
  /** CrawlerOutput.Partitions.AddOrUpdateBehavior = InheritFromTable. */
  readonly inheritPartitions: boolean;
  /** CrawlerOutput.Tables.AddOrUpdateBehavior = MergeNewColumns. */
  readonly mergeNewColumns: boolean;
  /** Grouping.TableGroupingPolicy = CombineCompatibleSchemas. */
  readonly anySchema: boolean;
  /** Grouping.TableLevelConfiguration. */
  readonly tableLevel: number | undefined;
  /** CrawlerOutput.Tables.TableThreshold. */
  readonly tableThreshold: number | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const DEFAULTS: CrawlConfiguration = {
  inheritPartitions: false,
  mergeNewColumns: false,
  anySchema: false,
  tableLevel: undefined,
  tableThreshold: undefined,
};

/** @throws InvalidInputException for what is not a version 1.0 configuration; NotImplemented for a part we do not have */
export function parseConfiguration(text: string | undefined): CrawlConfiguration {
  if (text === undefined || text.trim() === "") return DEFAULTS;
  const root = objectOf(parseJson(text), "Configuration");
  if (root["Version"] !== 1) throw invalidInput('Crawler configuration must have "Version": 1.0');
  onlyKeys(root, "Configuration", ["Version", "CrawlerOutput", "Grouping", "CreatePartitionIndex"]);
  // Partitions are always found by their keys, so there is nothing to create, and asking not to create it is honoured.
  const output = objectOf(root["CrawlerOutput"] ?? {}, "CrawlerOutput");
  onlyKeys(output, "CrawlerOutput", ["Partitions", "Tables"]);
  const partitions = objectOf(output["Partitions"] ?? {}, "CrawlerOutput.Partitions");
  onlyKeys(partitions, "CrawlerOutput.Partitions", ["AddOrUpdateBehavior"]);
  const tables = objectOf(output["Tables"] ?? {}, "CrawlerOutput.Tables");
  onlyKeys(tables, "CrawlerOutput.Tables", ["AddOrUpdateBehavior", "TableThreshold"]);
  const grouping = objectOf(root["Grouping"] ?? {}, "Grouping");
  onlyKeys(grouping, "Grouping", ["TableGroupingPolicy", "TableLevelConfiguration"]);
  return {
    inheritPartitions: isChoice(
      partitions["AddOrUpdateBehavior"],
      "CrawlerOutput.Partitions.AddOrUpdateBehavior",
      "InheritFromTable",
    ),
    mergeNewColumns: isChoice(
      tables["AddOrUpdateBehavior"],
      "CrawlerOutput.Tables.AddOrUpdateBehavior",
      "MergeNewColumns",
    ),
    anySchema: isChoice(grouping["TableGroupingPolicy"], "Grouping.TableGroupingPolicy", "CombineCompatibleSchemas"),
    tableLevel: countOf(grouping["TableLevelConfiguration"], "Grouping.TableLevelConfiguration", 1024),
    tableThreshold: countOf(tables["TableThreshold"], "CrawlerOutput.Tables.TableThreshold", CRAWL_TABLES_MAX),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidInput("Crawler configuration is not valid JSON");
    throw error;
  }
}

function objectOf(value: unknown, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidInput(`${name} must be a JSON object`);
  return value as Json;
}

// AWS: "CrawlerOutput.Partitions contains unsupported keys: UpdateBehavior." (as clients report it)
function onlyKeys(value: Json, name: string, keys: readonly string[]): void {
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw invalidInput(`${name} contains unsupported keys: ${unknown.join(", ")}.`);
}

function isChoice(value: unknown, name: string, only: string): boolean {
  if (value === undefined) return false;
  if (value !== only)
    throw new NotImplementedError(
      "glue",
      `crawler configuration ${name} ${JSON.stringify(value)}`,
      `only ${only} is known`,
    );
  return true;
}

function countOf(value: unknown, name: string, max: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max)
    throw invalidInput(`${name} must be a whole number from 1 to ${max}`);
  return value;
}
