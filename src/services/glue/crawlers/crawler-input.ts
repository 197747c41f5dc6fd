/**
 * Checks a crawler's definition when it is made or changed, so that a crawl meets no surprise. What we cannot honour is refused.
 */
import type {
  CreateCrawlerRequest,
  CrawlerTargets,
  S3Target,
  SchemaChangePolicy,
  UpdateCrawlerRequest,
} from "@aws-sdk/client-glue";
import { NotImplementedError } from "../../../kit/errors.ts";
import { compileGlob } from "../crawl/glob.ts";
import { parseTargetPath } from "../crawl/list-target.ts";
import { invalidInput, validationFailed } from "../errors.ts";
import { CRAWLER_TARGETS_MAX } from "../limits.ts";
import { checkDescription, checkedName } from "../names.ts";
import { parseConfiguration } from "./configuration.ts";
import type { CrawlerDefinition } from "./crawler-records.ts";

type CrawlerInput = CreateCrawlerRequest | UpdateCrawlerRequest;

/**
 * The definition that `input` makes of `old` (absent when the crawler is new).
 *
 * @throws ValidationException, InvalidInputException, NotImplemented
 */
export function checkedCrawler(input: CrawlerInput, old: CrawlerDefinition | undefined): CrawlerDefinition {
  const Name = checkedName(input.Name, "name");
  refuseMissingParts(input);
  checkDescription(input.Description, "description");
  const Role = input.Role ?? old?.Role;
  const DatabaseName = input.DatabaseName ?? old?.DatabaseName;
  const TablePrefix = input.TablePrefix ?? old?.TablePrefix;
  if (Role === undefined || Role === "") throw validationFailed("null", "role", "Member must not be null");
  if (DatabaseName === undefined) throw invalidInput("A crawler with Amazon S3 targets must have a DatabaseName");
  if ((TablePrefix ?? "").length > 128)
    throw validationFailed(TablePrefix ?? "", "tablePrefix", "Member must have length less than or equal to 128");
  const definition: CrawlerDefinition = {
    Name,
    Role,
    DatabaseName: checkedName(DatabaseName, "databaseName"),
    Description: input.Description ?? old?.Description,
    Targets: {
      S3Targets: input.Targets === undefined ? (old?.Targets.S3Targets ?? []) : checkedTargets(input.Targets),
    },
    TablePrefix,
    SchemaChangePolicy: checkedPolicy(input.SchemaChangePolicy, old?.SchemaChangePolicy),
    RecrawlPolicy: {
      RecrawlBehavior: input.RecrawlPolicy?.RecrawlBehavior ?? old?.RecrawlPolicy.RecrawlBehavior ?? "CRAWL_EVERYTHING",
    },
    Configuration: input.Configuration ?? old?.Configuration,
  };
  parseConfiguration(definition.Configuration);
  checkRecrawl(definition);
  return definition;
}

function refuseMissingParts(input: CrawlerInput): void {
  const refuse = (member: string, reason: string): never => {
    throw new NotImplementedError("glue", `crawler ${member}`, reason);
  };
  if (input.Schedule !== undefined && input.Schedule !== "")
    refuse("Schedule", "there is no scheduler yet; call StartCrawler");
  if ((input.Classifiers ?? []).length > 0) refuse("Classifiers", "crawlers use the built-in classifiers only");
  if (input.CrawlerSecurityConfiguration !== undefined && input.CrawlerSecurityConfiguration !== "")
    refuse("CrawlerSecurityConfiguration", "there are no security configurations");
  if (input.LineageConfiguration?.CrawlerLineageSettings === "ENABLE")
    refuse("LineageConfiguration", "lineage is not recorded");
  if (input.LakeFormationConfiguration?.UseLakeFormationCredentials === true)
    refuse("LakeFormationConfiguration", "crawls act in the name of the crawler's role");
}

const OTHER_TARGETS = [
  "JdbcTargets",
  "MongoDBTargets",
  "DynamoDBTargets",
  "CatalogTargets",
  "DeltaTargets",
  "IcebergTargets",
  "HudiTargets",
] as const;

function checkedTargets(targets: CrawlerTargets): readonly S3Target[] {
  for (const kind of OTHER_TARGETS) {
    if ((targets[kind] ?? []).length > 0)
      throw new NotImplementedError("glue", `crawler Targets.${kind}`, "crawlers read Amazon S3 only");
  }
  const s3Targets = targets.S3Targets ?? [];
  // AWS: the message for a crawler without any target, as clients report it.
  if (s3Targets.length === 0) throw invalidInput("At least one target must be specified.");
  if (s3Targets.length > CRAWLER_TARGETS_MAX)
    throw invalidInput(`A crawler has at most ${CRAWLER_TARGETS_MAX} targets`);
  return s3Targets.map(checkedTarget);
}

function checkedTarget(target: S3Target): S3Target {
  parseTargetPath(target.Path);
  if (target.ConnectionName !== undefined && target.ConnectionName !== "")
    throw new NotImplementedError("glue", "S3Target.ConnectionName", "there are no connections");
  if (target.EventQueueArn !== undefined || target.DlqEventQueueArn !== undefined)
    throw new NotImplementedError("glue", "S3Target.EventQueueArn", "there are no queues to read events from");
  const { SampleSize } = target;
  // AWS: "A valid value is an integer between 1 and 249." (API reference, S3Target)
  if (SampleSize !== undefined && !(Number.isInteger(SampleSize) && SampleSize >= 1 && SampleSize <= 249))
    throw invalidInput("SampleSize must be an integer between 1 and 249");
  for (const exclusion of target.Exclusions ?? []) compileGlob(exclusion);
  return {
    Path: target.Path,
    ...(target.Exclusions === undefined ? {} : { Exclusions: target.Exclusions }),
    ...(SampleSize === undefined ? {} : { SampleSize }),
  };
}

const UPDATE_BEHAVIORS = ["UPDATE_IN_DATABASE", "LOG"] as const;
const DELETE_BEHAVIORS = ["DEPRECATE_IN_DATABASE", "DELETE_FROM_DATABASE", "LOG"] as const;

function checkedPolicy(
  policy: SchemaChangePolicy | undefined,
  old: CrawlerDefinition["SchemaChangePolicy"] | undefined,
): CrawlerDefinition["SchemaChangePolicy"] {
  return {
    UpdateBehavior: choice(
      policy?.UpdateBehavior ?? old?.UpdateBehavior,
      UPDATE_BEHAVIORS,
      "schemaChangePolicy.updateBehavior",
    ),
    DeleteBehavior: choice(
      policy?.DeleteBehavior ?? old?.DeleteBehavior,
      DELETE_BEHAVIORS,
      "schemaChangePolicy.deleteBehavior",
    ),
  };
}

/** The first choice is the default. */
function choice<Choice extends string>(
  value: string | undefined,
  choices: readonly [Choice, ...Choice[]],
  member: string,
): Choice {
  const found = value === undefined ? choices[0] : choices.find((one) => one === value);
  if (found === undefined)
    throw validationFailed(value ?? "null", member, `Member must satisfy enum value set: [${choices.join(", ")}]`);
  return found;
}

function checkRecrawl(definition: CrawlerDefinition): void {
  const { RecrawlBehavior } = definition.RecrawlPolicy;
  if (RecrawlBehavior === "CRAWL_EVENT_MODE")
    throw new NotImplementedError("glue", "RecrawlPolicy CRAWL_EVENT_MODE", "there are no queues to read events from");
  const { UpdateBehavior, DeleteBehavior } = definition.SchemaChangePolicy;
  if (RecrawlBehavior === "CRAWL_NEW_FOLDERS_ONLY" && (UpdateBehavior !== "LOG" || DeleteBehavior !== "LOG")) {
    throw invalidInput(
      'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.',
    );
  }
  if (RecrawlBehavior !== "CRAWL_EVERYTHING" && RecrawlBehavior !== "CRAWL_NEW_FOLDERS_ONLY")
    throw validationFailed(
      String(RecrawlBehavior),
      "recrawlPolicy.recrawlBehavior",
      "Member must satisfy enum value set: [CRAWL_EVERYTHING, CRAWL_NEW_FOLDERS_ONLY, CRAWL_EVENT_MODE]",
    );
}
