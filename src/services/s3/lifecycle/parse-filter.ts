/** The filter of a lifecycle rule, or its prefix in the old form. Sources: parse-lifecycle.ts. */
import type { LifecycleRule as SentRule, LifecycleRuleFilter } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { KEY_BYTES_MAX } from "../limits.ts";
import { parseTagSet, type SentTag } from "../tagging/tag-set.ts";
import type { Tag } from "../store/version-record.ts";
import type { RuleFilter } from "./lifecycle-record.ts";

const SIZE_MAX = 1_099_511_627_776_000;

/** @param isOld the first rule has a prefix and no filter, which makes all rules old ones */
export function parseFilter({ Filter: filter, Prefix: oldPrefix }: SentRule, isOld: boolean): RuleFilter {
  if (filter === undefined && oldPrefix === undefined) throw malformedXml();
  if (isOld) {
    if (filter !== undefined) throw invalidRequest("Filter element can only be used in Lifecycle V2.");
    return { form: "old-prefix", prefix: checkPrefix(oldPrefix), tags: [] };
  }
  if (oldPrefix !== undefined || filter === undefined)
    throw invalidRequest(
      "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
    );
  return parseNewFilter(filter);
}

function parseNewFilter(filter: LifecycleRuleFilter): RuleFilter {
  const { Prefix, Tag: tag, ObjectSizeGreaterThan: larger, ObjectSizeLessThan: smaller, And } = filter;
  const given = [Prefix, tag, larger, smaller, And].filter((member) => member !== undefined);
  if (given.length > 1) throw malformedXml();
  if (And !== undefined) return parseAnd(And);
  const rest = { prefix: checkPrefix(Prefix), tags: tag === undefined ? [] : parseTags([tag]) };
  if (tag !== undefined) return { form: "tag", ...rest };
  if (larger !== undefined) return { form: "larger", ...rest, ...checkSizes(larger, undefined) };
  if (smaller !== undefined) return { form: "smaller", ...rest, ...checkSizes(undefined, smaller) };
  return { form: Prefix === undefined ? "none" : "prefix", ...rest };
}

/** AWS: needs two predicates at least. */
function parseAnd(and: NonNullable<LifecycleRuleFilter["And"]>): RuleFilter {
  const { Prefix, Tags = [], ObjectSizeGreaterThan: larger, ObjectSizeLessThan: smaller } = and;
  const predicates = [Prefix, larger, smaller].filter((member) => member !== undefined).length + Tags.length;
  if (predicates < 2) throw malformedXml();
  return { form: "and", prefix: checkPrefix(Prefix), tags: parseTags(Tags), ...checkSizes(larger, smaller) };
}

function parseTags(tags: readonly SentTag[]): Tag[] {
  const keys = tags.map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) throw invalidRequest("Duplicate Tag Keys are not allowed.");
  return parseTagSet(tags, "object");
}

function checkPrefix(prefix = ""): string {
  if (Buffer.byteLength(prefix) > KEY_BYTES_MAX)
    throw invalidArgument("The maximum size of a prefix is 1024.", "Prefix", prefix);
  return prefix;
}

function checkSizes(
  larger: number | undefined,
  smaller: number | undefined,
): Pick<RuleFilter, "largerThan" | "smallerThan"> {
  if (larger !== undefined && (larger < 0 || larger > SIZE_MAX))
    throw invalidRequest(`'ObjectSizeGreaterThan' should be between 0 and ${SIZE_MAX}.`);
  if (smaller !== undefined && (smaller < 1 || smaller > SIZE_MAX))
    throw invalidRequest(`'ObjectSizeLessThan' should be between 1 and ${SIZE_MAX}.`);
  if (larger !== undefined && smaller !== undefined && smaller <= larger)
    throw invalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  return { largerThan: larger, smallerThan: smaller };
}

/** As S3's refusals name a filter: `(prefix=logs/)`. Other predicates are assumed to be named alike. */
export function filterText({ form, prefix, tags, largerThan, smallerThan }: RuleFilter): string {
  const parts = [
    ...(form === "tag" ? [] : [`prefix=${prefix}`]),
    ...tags.map(([key, value]) => `tag=${key}:${value}`),
    ...(largerThan === undefined ? [] : [`ObjectSizeGreaterThan=${largerThan}`]),
    ...(smallerThan === undefined ? [] : [`ObjectSizeLessThan=${smallerThan}`]),
  ];
  return `(${parts.join(" and ")})`;
}
