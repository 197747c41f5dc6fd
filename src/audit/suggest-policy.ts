/**
 * A least-privilege policy from what a principal really used. Pure. Rules: one statement for the actions of a service that were used on the
 * same resources; objects by folder (as they are counted); a folder below another one that is listed is left out; more than
 * `SIBLINGS_MAX` names beside each other become `parent/*`, but never more than one bucket, database or account. Conditions are not guessed.
 */
import type { ActionUse } from "../kit/ports/permission-use.ts";
import { SIBLINGS_MAX } from "./limits.ts";

export interface SuggestedStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface SuggestedPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly SuggestedStatement[];
}

export function suggestPolicy(uses: readonly ActionUse[]): SuggestedPolicy {
  const groups = new Map<string, { readonly resources: readonly string[]; readonly actions: string[] }>();
  for (const { action, resources } of uses) {
    const generalised = generaliseResources(resources.map(({ resource }) => resource));
    const key = JSON.stringify([serviceOf(action), generalised]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { resources: generalised, actions: [action] });
    else group.actions.push(action);
  }
  const counts = new Map<string, number>();
  const statements = [...groups.values()].map(({ resources, actions }): SuggestedStatement => {
    const service = serviceOf(actions[0] ?? "");
    const number = (counts.get(service) ?? 0) + 1;
    counts.set(service, number);
    return { Sid: sidOf(service, number), Effect: "Allow", Action: actions.toSorted(), Resource: resources };
  });
  return { Version: "2012-10-17", Statement: statements };
}

const serviceOf = (action: string): string => action.split(":")[0] ?? "";

/** A Sid may hold letters and digits. */
function sidOf(service: string, number: number): string {
  const name = service.replaceAll(/[^A-Za-z0-9]/g, "");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Used${number}`;
}

/** Sorted; covers everything that `resources` covers. */
export function generaliseResources(resources: readonly string[]): readonly string[] {
  let kept = withoutCovered(resources);
  for (let crowded = crowdedParent(kept); crowded !== undefined; crowded = crowdedParent(kept))
    kept = withoutCovered([...kept, `${crowded}/*`]);
  return kept;
}

/** Without those that a `.../*` in the list covers already. */
function withoutCovered(resources: readonly string[]): readonly string[] {
  const folders = resources.filter((resource) => resource.endsWith("/*")).map((resource) => resource.slice(0, -1));
  const isCovered = (resource: string): boolean =>
    folders.some((folder) => resource.startsWith(folder) && resource !== `${folder}*`);
  const all = resources.includes("*") ? ["*"] : resources;
  return [...new Set(all)].filter((resource) => !isCovered(resource)).toSorted();
}

/** The deepest parent with more than `SIBLINGS_MAX` children; undefined when there is none. */
function crowdedParent(resources: readonly string[]): string | undefined {
  const children = new Map<string, number>();
  for (const resource of resources) {
    const parent = parentOf(resource);
    if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const crowded = [...children].filter(([, count]) => count > SIBLINGS_MAX).map(([parent]) => parent);
  return crowded.toSorted((left, right) => right.length - left.length)[0];
}

/** `a/b` of `a/b/c` and of `a/b/c/*`; undefined at the top, which is the bucket, the database, the kind of resource. */
function parentOf(resource: string): string | undefined {
  const path = resource.endsWith("/*") ? resource.slice(0, -2) : resource;
  const slash = path.lastIndexOf("/");
  return slash < 0 ? undefined : path.slice(0, slash);
}
