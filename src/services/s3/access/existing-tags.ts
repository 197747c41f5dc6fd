/** `s3:ExistingObjectTag/key`: tags of the object that is asked for, read only when a policy names one. */
import type { AccessCheck } from "../../../kit/operation.ts";
import type { ConditionLookup, LateConditions } from "../../../kit/ports/resource-facts.ts";
import type { S3 } from "../s3.ts";
import { readCurrentObject, readVersion } from "../store/read-version.ts";

const OBJECT_TAG_PREFIX = "s3:existingobjecttag/";
const LATE_PREFIXES: readonly string[] = [OBJECT_TAG_PREFIX];

export function existingTags(
  s3: S3,
  object: { readonly bucket: string; readonly key: string; readonly check: AccessCheck },
): LateConditions {
  return {
    prefixes: LATE_PREFIXES,
    load: async (): Promise<ConditionLookup> => {
      const versionId = object.check.conditions?.["s3:versionid"];
      const version = await s3.records.read((reader) =>
        typeof versionId === "string"
          ? readVersion(reader, object.bucket, object.key, versionId)
          : readCurrentObject(reader, object.bucket, object.key),
      );
      const tags = version === undefined || version.isDeleteMarker ? [] : (version.tags ?? []);
      // AWS compares condition key names without case; tag keys are a part of the name.
      const byName = new Map(tags.map(([key, value]) => [`${OBJECT_TAG_PREFIX}${key.toLowerCase()}`, value]));
      return (lowerCaseKey) => byName.get(lowerCaseKey);
    },
  };
}
