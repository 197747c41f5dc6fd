/** Rules that hold whatever the policies say. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../../src/auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../../../src/auth/policy/compiled-policy.ts";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { explain } from "../../../src/auth/policy/explain.ts";
import type { PolicyLayers } from "../../../src/auth/policy/policy-layers.ts";
import { smallestGrant } from "../../../src/auth/policy/smallest-grant.ts";
import { type DocumentCase, type PolicyCase, policyCases, type StatementCase } from "./cases.ts";
import { questionOf } from "./engine.ts";

const RUNS = 500;

type Edit = (document: DocumentCase) => DocumentCase;

/** The case with every policy edited. */
function edited(one: PolicyCase, edit: Edit): PolicyCase {
  const maybe = (document: DocumentCase | undefined): DocumentCase | undefined => document && edit(document);
  return {
    ...one,
    identity: one.identity.map(edit),
    boundary: maybe(one.boundary),
    session: maybe(one.session),
    resourcePolicy: maybe(one.resourcePolicy),
    vpcEndpoint: maybe(one.vpcEndpoint),
    scps: one.scps?.map((level) => level.map(edit)),
    rcps: one.rcps?.map((level) => level.map(edit)),
  };
}

const isAllowed = (one: PolicyCase): boolean => {
  const { request, layers } = questionOf(one);
  return evaluate(request, layers).isAllowed;
};

/** Every policy has statements after an edit, because a policy without any is not one. */
const nothing: StatementCase = { Effect: "Deny", Action: "none:None", Resource: "*" };
const without = (document: DocumentCase, index: number): DocumentCase => {
  const Statement = document.Statement.filter((_one, place) => place !== index % document.Statement.length);
  return { ...document, Statement: [...Statement, nothing] };
};

describe("a decision", () => {
  test("never turns to allow because a statement denies more", () => {
    fc.assert(
      fc.property(policyCases, policyCases, (one, other) => {
        fc.pre(!isAllowed(one));
        const more = [...other.identity, ...(other.resourcePolicy === undefined ? [] : [other.resourcePolicy])]
          .flatMap(({ Statement }) => Statement)
          .map((statement) => ({ ...statement, Effect: "Deny" as const }));
        const changed = edited(one, (document) => ({ ...document, Statement: [...document.Statement, ...more] }));
        expect(isAllowed(changed)).toBe(false);
      }),
      { numRuns: RUNS, seed: 11 },
    );
  });

  test("never turns to allow because an allowing statement is gone", () => {
    fc.assert(
      fc.property(policyCases, fc.nat({ max: 5 }), (one, index) => {
        fc.pre(!isAllowed(one));
        const changed = edited(one, (document) => {
          const statement = document.Statement[index % document.Statement.length];
          return statement?.Effect === "Allow" ? without(document, index) : document;
        });
        expect(isAllowed(changed)).toBe(false);
      }),
      { numRuns: RUNS, seed: 12 },
    );
  });

  test("never turns to allow because a limit is added", () => {
    fc.assert(
      fc.property(policyCases, policyCases, (one, other) => {
        fc.pre(!isAllowed(one));
        expect(isAllowed({ ...one, boundary: one.boundary ?? other.boundary })).toBe(false);
        expect(isAllowed({ ...one, vpcEndpoint: one.vpcEndpoint ?? other.vpcEndpoint })).toBe(false);
        expect(isAllowed({ ...one, scps: [...(one.scps ?? []), ...(other.scps ?? [])] })).toBe(false);
      }),
      { numRuns: RUNS, seed: 13 },
    );
  });

  test("does not depend on the order of statements", () => {
    fc.assert(
      fc.property(policyCases, (one) => {
        const turned = edited(one, (document) => ({ ...document, Statement: document.Statement.toReversed() }));
        expect(isAllowed(turned)).toBe(isAllowed(one));
      }),
      { numRuns: RUNS, seed: 14 },
    );
  });

  test("is the same when it is explained, and the explanation names the layer in the way", () => {
    fc.assert(
      fc.property(policyCases, (one) => {
        const { request, layers } = questionOf(one);
        const decision = evaluate(request, layers);
        const explained = explain(request, layers);
        expect(explained).toMatchObject(decision);
        const layer = explained.layers.find((result) => result.layer === decision.layer);
        if (decision.outcome === "explicit-deny") expect(layer?.outcome).toBe("explicit-deny");
        const denies = explained.layers.filter((result) => result.outcome === "explicit-deny");
        expect(denies.length > 0).toBe(decision.outcome === "explicit-deny");
      }),
      { numRuns: RUNS, seed: 15 },
    );
  });
});

describe("the smallest grant", () => {
  test("is empty exactly for what is allowed, and enough for what is not", () => {
    fc.assert(
      fc.property(policyCases, (one) => {
        const { request, layers } = questionOf(one);
        const changes = smallestGrant(request, layers);
        const denied = !evaluate(request, layers).isAllowed;
        expect(changes.length > 0).toBe(denied);
        expect(evaluate(request, applied(layers, changes)).isAllowed).toBe(true);
      }),
      { numRuns: RUNS, seed: 16 },
    );
  });
});

/** The layers after the changes, made without the engine's own way of making them. */
function applied(layers: PolicyLayers, changes: ReturnType<typeof smallestGrant>): PolicyLayers {
  let now: PolicyLayers = layers;
  for (const { layer, add, byOwner, narrow, level } of changes) {
    const edit = (policy: CompiledPolicy): CompiledPolicy =>
      narrow?.source === policy.source
        ? compilePolicy(policy.source, {
            ...policy.document,
            statements: policy.document.statements.map((statement, index) =>
              index === narrow.index ? { ...statement, action: { isNegated: false, patterns: [] } } : statement,
            ),
          })
        : policy;
    const more =
      add === undefined
        ? []
        : [compilePolicy({ layer, id: "more" }, JSON.stringify({ Version: "2012-10-17", Statement: add }))];
    const join = (policy: CompiledPolicy | undefined, here: boolean): CompiledPolicy | undefined => {
      const [extra] = here ? more : [];
      if (policy === undefined || extra === undefined) return policy === undefined ? extra : edit(policy);
      return compilePolicy(policy.source, {
        ...policy.document,
        statements: [...policy.document.statements, ...extra.document.statements],
      });
    };
    const levels = (all: PolicyLayers["scps"], here: boolean): PolicyLayers["scps"] =>
      all?.map((policies, index) => [...policies.map(edit), ...(here && index === level ? more : [])]);
    now = {
      ...now,
      ...(byOwner === undefined ? {} : { resourceGrant: byOwner }),
      rcps: levels(now.rcps, layer === "resource-control-policy"),
      scps: levels(now.scps, layer === "service-control-policy"),
      resourcePolicy: join(now.resourcePolicy, layer === "resource-policy"),
      identity: [...now.identity.map(edit), ...(layer === "identity-policy" ? more : [])],
      boundary: join(now.boundary, layer === "permissions-boundary"),
      session: layer === "session-policy" ? [...(now.session ?? []).map(edit), ...more] : now.session?.map(edit),
      vpcEndpoint: join(now.vpcEndpoint, layer === "vpc-endpoint-policy"),
    };
  }
  return now;
}
