/**
 * Intelligent-Tiering configurations between the API's form and ours.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_IntelligentTieringConfiguration.html (read 2026-11-29; which error a fault has is assumed)
 */
import type {
  IntelligentTieringConfiguration,
  IntelligentTieringFilter,
  Tiering,
  Tag as ShownTag,
} from "@aws-sdk/client-s3";
import { invalidArgument, malformedXml } from "../errors.ts";
import type { Tag } from "../store/version-record.ts";
import { parseTagSet, showTagSet } from "../tagging/tag-set.ts";
import type { ArchiveTier, TieringConfiguration } from "./tiering-record.ts";

/** AWS: days of no access, at least and at most (API_Tiering). */
const DAYS_MIN: Readonly<Record<ArchiveTier, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 };
const DAYS_MAX = 730;
const ID_CHARACTERS_MAX = 64;

/** @throws {MalformedXML} 400  @throws {InvalidArgument} 400 for the id and for days  @throws {InvalidTag} 400 */
export function parseTieringConfiguration(id: string, sent: IntelligentTieringConfiguration): TieringConfiguration {
  if (id === "" || id.length > ID_CHARACTERS_MAX)
    throw invalidArgument("The ID must have 1 to 64 characters", "id", id.slice(0, ID_CHARACTERS_MAX));
  if (sent.Id !== id) throw invalidArgument("The ID in the URL and in the document must be the same", "id", id);
  if (sent.Status !== "Enabled" && sent.Status !== "Disabled") throw malformedXml();
  const filter = parseFilter(sent.Filter);
  return { id, isEnabled: sent.Status === "Enabled", ...filter, days: parseTierings(sent.Tierings ?? []) };
}

function parseFilter(
  sent: IntelligentTieringFilter | undefined,
): Pick<TieringConfiguration, "prefix" | "tags" | "isAnd"> {
  const { Prefix, Tag: tag, And } = sent ?? {};
  if ([Prefix, tag, And].filter((part) => part !== undefined).length > 1) throw malformedXml();
  if (And !== undefined) return { prefix: And.Prefix ?? "", tags: parseTagSet(And.Tags ?? [], "object"), isAnd: true };
  return { prefix: Prefix ?? "", tags: tag === undefined ? [] : parseTagSet([tag], "object"), isAnd: false };
}

function parseTierings(tierings: readonly Tiering[]): TieringConfiguration["days"] {
  if (tierings.length === 0) throw malformedXml();
  const days: Partial<Record<ArchiveTier, number>> = {};
  for (const { AccessTier: tier, Days } of tierings) {
    if ((tier !== "ARCHIVE_ACCESS" && tier !== "DEEP_ARCHIVE_ACCESS") || Days === undefined) throw malformedXml();
    if (days[tier] !== undefined) throw invalidArgument("An access tier may be named once", "AccessTier", tier);
    if (Days < DAYS_MIN[tier] || Days > DAYS_MAX) {
      const message = `The days of ${tier} must be between ${DAYS_MIN[tier]} and ${DAYS_MAX}`;
      throw invalidArgument(message, "Days", String(Days));
    }
    days[tier] = Days;
  }
  return days;
}

export function showTieringConfiguration(configuration: TieringConfiguration): IntelligentTieringConfiguration {
  const { id, isEnabled, days } = configuration;
  const tiers: readonly ArchiveTier[] = ["ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"];
  return {
    Id: id,
    Filter: showFilter(configuration),
    Status: isEnabled ? "Enabled" : "Disabled",
    Tierings: tiers.flatMap((AccessTier) => {
      const Days = days[AccessTier];
      return Days === undefined ? [] : [{ AccessTier, Days }];
    }),
  };
}

function showFilter({ prefix, tags, isAnd }: TieringConfiguration): IntelligentTieringFilter | undefined {
  if (isAnd) return { And: { Prefix: prefix === "" ? undefined : prefix, Tags: showTags(tags) } };
  const [tag] = showTags(tags);
  if (tag !== undefined) return { Tag: tag };
  return prefix === "" ? undefined : { Prefix: prefix };
}

function showTags(tags: readonly Tag[]): ShownTag[] {
  return showTagSet(tags);
}
