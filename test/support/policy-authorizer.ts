/** The real authorizer for tests below HTTP: users and organizations only as a test makes them, resource facts of the services it names. */
import { createPolicyAuthorizer } from "../../src/auth/policy-authorizer.ts";
import type { Authorizer } from "../../src/auth/authorize.ts";
import { createSealer } from "../../src/auth/sealer.ts";
import type { DecisionLog } from "../../src/kit/ports/decision-log.ts";
import type { Guardrails } from "../../src/kit/ports/guardrails.ts";
import type { Identities } from "../../src/kit/ports/identities.ts";
import type { ResourceFactsSource } from "../../src/kit/ports/resource-facts.ts";
import { silentLog } from "../../src/runtime/log.ts";
import { type Runtime, systemRuntime } from "../../src/runtime/runtime.ts";

export interface TestAuthorizerPorts {
  readonly runtime?: Runtime;
  readonly policiesOf?: Identities["policiesOf"];
  readonly managedPolicy?: Identities["managedPolicy"];
  readonly guardrailsOf?: Guardrails["of"];
  /** By action prefix. */
  readonly facts?: Readonly<Record<string, ResourceFactsSource>>;
  readonly decisionLog?: DecisionLog;
}

/** Root users only, unless the test says whose policies there are. */
export function policyAuthorizer(ports: TestAuthorizerPorts = {}): Authorizer {
  const runtime = ports.runtime ?? systemRuntime(silentLog());
  const identities = identitiesOf(ports);
  const guardrails: Guardrails = { of: ports.guardrailsOf ?? (() => Promise.resolve(undefined)) };
  const resourceFacts = new Map(Object.entries(ports.facts ?? {}).map(([prefix, source]) => [prefix, () => source]));
  return createPolicyAuthorizer({
    ports: () => ({ identities: () => identities, guardrails: () => guardrails, resourceFacts }),
    decisionLog: ports.decisionLog ?? { allowed: () => {}, refused: () => {} },
    sealer: createSealer(new Uint8Array(32), runtime.random),
    runtime,
  });
}

function identitiesOf({ policiesOf, managedPolicy }: TestAuthorizerPorts): Identities {
  const absent = (): Promise<undefined> => Promise.resolve(undefined);
  const gone = { identity: [], boundary: undefined, tags: {}, isServiceLinkedRole: false, isThere: false };
  return {
    findAccessKey: absent,
    policiesOf: policiesOf ?? (() => Promise.resolve(gone)),
    managedPolicy: managedPolicy ?? absent,
    findRole: absent,
    findOidcProvider: absent,
    findSamlProvider: absent,
    verifyMfa: () => Promise.resolve(false),
    noteUse: () => {},
  };
}
