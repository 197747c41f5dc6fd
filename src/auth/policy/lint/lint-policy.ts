/**
 * What the grammar lets through and nobody can have meant: actions that no service has, condition keys that nothing fills. AWS stores such policies,
 * and they do nothing; `lakebed policy lint` and `--strict-policies` tell.
 *
 * Condition keys of identity providers (`accounts.example.com:sub`) are theirs to name and not looked at.
 */
import { compileGlob } from "../glob.ts";
import type { PolicyDocument, PolicyStatement } from "../policy-document.ts";
import { nearestName } from "./nearest-name.ts";

export interface Finding {
  /** `Statement[0].Action`. */
  readonly element: string;
  readonly kind: "action" | "condition-key";
  readonly message: string;
}

export interface KnownNames {
  /** Names of actions as AWS writes them, by the service's prefix. */
  readonly actions: ReadonlyMap<string, readonly string[]>;
  /** Names of condition keys by their lower-case prefix; `*` at the end stands for any name. */
  readonly conditionKeys: ReadonlyMap<string, readonly string[]>;
}

/** In the order of the document. */
export function lintPolicy({ statements }: PolicyDocument, known: KnownNames): readonly Finding[] {
  return statements.flatMap((statement, index) => [
    ...unknownActions(statement, `Statement[${index}]`, known),
    ...unknownKeys(statement, `Statement[${index}]`, known),
  ]);
}

function unknownActions({ action }: PolicyStatement, at: string, { actions }: KnownNames): readonly Finding[] {
  const element = `${at}.${action.isNegated ? "NotAction" : "Action"}`;
  return action.patterns.flatMap((pattern): Finding[] => {
    const [prefix = "", name] = pattern.split(":", 2);
    if (name === undefined || /[*?]/.test(prefix)) return [];
    const found = (message: string): Finding[] => [{ element, kind: "action", message }];
    const names = actions.get(prefix.toLowerCase());
    if (names === undefined)
      return found(`"${pattern}": no service has the prefix "${prefix}"${hint(prefix, [...actions.keys()])}`);
    const matches = compileGlob(name.toLowerCase());
    if (names.some((one) => matches(one.toLowerCase()))) return [];
    if (/[*?]/.test(name)) return found(`"${pattern}" matches no action of ${prefix}`);
    return found(`"${pattern}": ${prefix} has no such action${hint(name, names, `${prefix}:`)}`);
  });
}

function unknownKeys({ conditions }: PolicyStatement, at: string, { conditionKeys }: KnownNames): readonly Finding[] {
  return conditions.flatMap(({ operator, key }): Finding[] => {
    const colon = key.indexOf(":");
    const [prefix, name] = [key.slice(0, Math.max(0, colon)), key.slice(colon + 1)];
    const names = prefix.includes(".") ? undefined : conditionKeys.get(prefix.toLowerCase());
    if (names === undefined || names.some((one) => isNamed(one.toLowerCase(), name.toLowerCase()))) return [];
    // Of a family of keys (`PrincipalTag/team`) the family's name is what can be wrong.
    const [family, rest] = split(name);
    const families = names.map((one) => one.replace(/\*$/, ""));
    const message = `"${key}" is no condition key of ${prefix}${hint(family, families, `${prefix}:`, rest)}`;
    return [{ element: `${at}.Condition.${operator}`, kind: "condition-key", message }];
  });
}

const isNamed = (known: string, name: string): boolean =>
  known.endsWith("*") ? name.startsWith(known.slice(0, -1)) : known === name;

function split(name: string): readonly [family: string, rest: string] {
  const end = name.indexOf("/") + 1;
  return end === 0 ? [name, ""] : [name.slice(0, end), name.slice(end)];
}

function hint(name: string, names: readonly string[], prefix = "", rest = ""): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? "" : `; did you mean ${prefix}${nearest}${rest}?`;
}
