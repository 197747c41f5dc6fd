/** Our rules as GetBucketLifecycleConfiguration shows them: as they were sent, with the ids that were given to nameless ones. */
import type {
  LifecycleExpiration,
  LifecycleRule as ShownRule,
  LifecycleRuleFilter,
  TransitionStorageClass,
} from "@aws-sdk/client-s3";
import { showTagSet } from "../tagging/tag-set.ts";
import type { LifecycleRule, NoncurrentAction, RuleExpiration, RuleFilter, When } from "./lifecycle-record.ts";

export function showRule(rule: LifecycleRule): ShownRule {
  const { id, isEnabled, filter, expiration, noncurrentExpiration, abortDays } = rule;
  const transitions = rule.transitions.map(({ storageClass, ...when }) => ({
    ...showWhen(when as When),
    StorageClass: storageClass as TransitionStorageClass,
  }));
  const noncurrentTransitions = rule.noncurrentTransitions.map((transition) => ({
    ...showNoncurrent(transition),
    StorageClass: transition.storageClass as TransitionStorageClass,
  }));
  return {
    ID: id,
    ...(filter.form === "old-prefix" ? { Prefix: filter.prefix } : { Filter: showFilter(filter) }),
    Status: isEnabled ? "Enabled" : "Disabled",
    Expiration: expiration === undefined ? undefined : showExpiration(expiration),
    Transitions: transitions.length === 0 ? undefined : transitions,
    NoncurrentVersionTransitions: noncurrentTransitions.length === 0 ? undefined : noncurrentTransitions,
    NoncurrentVersionExpiration: noncurrentExpiration === undefined ? undefined : showNoncurrent(noncurrentExpiration),
    AbortIncompleteMultipartUpload: abortDays === undefined ? undefined : { DaysAfterInitiation: abortDays },
  };
}

function showFilter({ form, prefix, tags, largerThan, smallerThan }: RuleFilter): LifecycleRuleFilter {
  const sizes = { ObjectSizeGreaterThan: largerThan, ObjectSizeLessThan: smallerThan };
  const [tag] = showTagSet(tags);
  switch (form) {
    case "and":
      return {
        And: {
          Prefix: prefix === "" ? undefined : prefix,
          Tags: tags.length === 0 ? undefined : showTagSet(tags),
          ...sizes,
        },
      };
    case "tag":
      return { Tag: tag };
    case "prefix":
      return { Prefix: prefix };
    default:
      return sizes;
  }
}

function showExpiration(expiration: RuleExpiration): LifecycleExpiration {
  return "expiredMarker" in expiration ? { ExpiredObjectDeleteMarker: expiration.expiredMarker } : showWhen(expiration);
}

function showWhen(when: When): { Days?: number; Date?: Date } {
  return "days" in when ? { Days: when.days } : { Date: new Date(when.dateMs) };
}

function showNoncurrent({ days, newer }: NoncurrentAction): {
  NoncurrentDays: number;
  NewerNoncurrentVersions: number | undefined;
} {
  return { NoncurrentDays: days, NewerNoncurrentVersions: newer };
}
