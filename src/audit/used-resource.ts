/**
 * The resource under which use is counted. Objects are counted by folder, because a job that reads a million keys uses one permission; what a
 * principal touches beyond `USE_RESOURCES_MAX` folders is folded level by level, deepest first, until it fits.
 */
import type { ResourceUse } from "../kit/ports/permission-use.ts";

const S3_ARN = "arn:aws:s3:::";

/** `arn:aws:s3:::lake/raw/2026/a.csv` is counted as `arn:aws:s3:::lake/raw/2026/*`; keys without a folder and all other ARNs as they are. */
export function usedResource(arn: string): string {
  if (!arn.startsWith(S3_ARN)) return arn;
  const last = arn.lastIndexOf("/");
  return last < 0 || last === arn.indexOf("/") ? arn : `${arn.slice(0, last)}/*`;
}

/** At most `max` resources that cover all of `uses`. */
export function foldResources(uses: readonly ResourceUse[], max: number): readonly ResourceUse[] {
  let folded = uses;
  while (folded.length > max) {
    const deepest = Math.max(...folded.map(({ resource }) => levelsOf(resource)));
    if (deepest === 0) return [sumOf("*", folded)];
    folded = merge(
      folded.map((use) => (levelsOf(use.resource) === deepest ? { ...use, resource: up(use.resource) } : use)),
    );
  }
  return folded;
}

/** Path levels that can be given up: 0 for `*`. */
function levelsOf(resource: string): number {
  if (resource === "*") return 0;
  const path = resource.endsWith("/*") ? resource.slice(0, -2) : resource;
  return path.split("/").length;
}

/** One level less: `a/b/*` becomes `a/*`, `arn:...:table/db/t` becomes `arn:...:table/db/*`; at the top `*`. */
function up(resource: string): string {
  const path = resource.endsWith("/*") ? resource.slice(0, -2) : resource;
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "*" : `${path.slice(0, slash)}/*`;
}

/** Adds up uses of the same resource. */
export function merge(uses: readonly ResourceUse[]): readonly ResourceUse[] {
  const byResource = new Map<string, ResourceUse[]>();
  for (const use of uses) {
    const same = byResource.get(use.resource);
    if (same === undefined) byResource.set(use.resource, [use]);
    else same.push(use);
  }
  return [...byResource].map(([resource, same]) => sumOf(resource, same));
}

function sumOf(resource: string, uses: readonly ResourceUse[]): ResourceUse {
  return {
    resource,
    count: uses.reduce((sum, { count }) => sum + count, 0),
    lastMs: Math.max(...uses.map(({ lastMs }) => lastMs)),
  };
}
