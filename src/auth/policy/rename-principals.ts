/**
 * Other names for the principals of a policy, in its own text: what else stands there, spaces included, stays as it is. Only `AWS` principals have
 * other names (an ARN and a unique id); values that look like them elsewhere, in conditions, are left alone.
 */
import type { PolicyKind } from "./policy-document.ts";
import { readPolicyJson, type StringPlace } from "./policy-json.ts";
import { wordsFor } from "./policy-messages.ts";
import { refuse } from "./read-statement.ts";

const PRINCIPAL = /^Statement(?:\[\d+\])?\.(?:Not)?Principal\.AWS(?:\[\d+\])?$/;

/**
 * `rename` is asked for each name but `*`; undefined refuses the name.
 * @throws {PolicySyntaxError} for a name that is refused, in the words for this kind of policy; never for other reasons with a text that was parsed before
 */
export function renamePrincipals(text: string, kind: PolicyKind, rename: (name: string) => string | undefined): string {
  const named: StringPlace[] = [];
  readPolicyJson(text, wordsFor({ kind, problem: "syntax" }), (place) => {
    if (place.value !== "*" && PRINCIPAL.test(place.path)) named.push(place);
  });
  let renamed = "";
  let at = 0;
  for (const { path, value, start, end } of named) {
    const other = rename(value) ?? refuse({ kind, path }, "principal", `"AWS":"${value}"`);
    if (other === value) continue;
    renamed += text.slice(at, start) + JSON.stringify(other);
    at = end;
  }
  return renamed + text.slice(at);
}
