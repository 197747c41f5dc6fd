/**
 * A statement as JSON again, for suggestions and for people. A list of one is written as the value alone.
 */
import type { PatternElement, PolicyStatement, PrincipalElement } from "./policy-document.ts";

export type StatementJson = Readonly<Record<string, unknown>>;

export function statementJson(statement: PolicyStatement): StatementJson {
  const { sid, effect, principal, action, resource, conditions } = statement;
  const blocks: Record<string, Record<string, unknown>> = {};
  for (const { operator, key, values } of conditions) (blocks[operator] ??= {})[key] = single(values);
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...(principal === undefined ? {} : { [nameOf("Principal", principal)]: principalJson(principal) }),
    [nameOf("Action", action)]: single(action.patterns),
    ...(resource === undefined ? {} : { [nameOf("Resource", resource)]: single(resource.patterns) }),
    ...(conditions.length === 0 ? {} : { Condition: blocks }),
  };
}

const nameOf = (name: string, { isNegated }: PatternElement | PrincipalElement): string =>
  isNegated ? `Not${name}` : name;

const single = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : values);

function principalJson({ isAnyone, aws, services, federated, canonicalUsers }: PrincipalElement): unknown {
  if (isAnyone) return "*";
  const named = { AWS: aws, Service: services, Federated: federated, CanonicalUser: canonicalUsers };
  return Object.fromEntries(
    Object.entries(named)
      .filter(([, names]) => names.length > 0)
      .map(([type, names]) => [type, single(names)]),
  );
}
