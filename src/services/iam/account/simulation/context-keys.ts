/**
 * Context keys: those that policies ask for, and those that a simulation is given.
 */
import type { ContextEntry } from "@aws-sdk/client-iam";
import type { PolicyDocument, PolicyStatement } from "../../../../auth/policy/policy-document.ts";
import type { ContextKeys } from "../../../../auth/policy/policy-request.ts";
import { invalidInput } from "../../errors.ts";

/** Every key that a condition or a variable of the policies names, as written first, each once. */
export function keysOf(documents: readonly PolicyDocument[]): readonly string[] {
  const keys = new Map<string, string>();
  for (const { version, statements } of documents)
    for (const key of statements.flatMap((statement) => keysOfStatement(statement, version === "2012-10-17")))
      if (!keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), key);
  return [...keys.values()];
}

function keysOfStatement({ conditions, resource }: PolicyStatement, hasVariables: boolean): readonly string[] {
  const named = conditions.map(({ key }) => key);
  if (!hasVariables) return named;
  const texts = [...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return [...named, ...texts.flatMap(variablesIn)];
}

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`; `${*}`, `${?}` and `${$}` are characters, not keys. */
function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^},]+)(?:,[^}]*)?\}/g)]
    .map(([, name = ""]) => name.trim())
    .filter((name) => name.includes(":"));
}

export interface GivenContext extends ContextKeys {
  has(key: string): boolean;
}

const TYPES: ReadonlySet<string> = new Set(
  ["string", "numeric", "boolean", "ip", "date", "binary"].flatMap((type) => [type, `${type}List`]),
);

/**
 * The keys of the request over those that the principal brings along.
 *
 * @throws {ServiceError} InvalidInput for an entry that is not whole
 */
export function givenContext(
  entries: readonly ContextEntry[],
  brought: ReadonlyMap<string, string | readonly string[]> = new Map(),
): GivenContext {
  const keys = new Map(brought);
  for (const { ContextKeyName: name, ContextKeyValues: values = [], ContextKeyType: type } of entries) {
    if (name === undefined || name === "") throw invalidInput("Invalid Context Entry: ContextKeyName is missing.");
    if (type === undefined || !TYPES.has(type))
      throw invalidInput(`Invalid Context Entry: ${name} has no known ContextKeyType.`);
    if (!type.endsWith("List") && values.length > 1)
      throw invalidInput(`Invalid Context Entry: ${name} of type ${type} has more than one value.`);
    const [first] = values;
    if (type.endsWith("List")) keys.set(name.toLowerCase(), values);
    else if (first === undefined) keys.delete(name.toLowerCase());
    else keys.set(name.toLowerCase(), first);
  }
  return { get: (key) => keys.get(key), has: (key) => keys.has(key.toLowerCase()) };
}
