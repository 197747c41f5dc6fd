/** Other names for principals, in the text of the policy. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import { renamePrincipals } from "./rename-principals.ts";

const shout = (name: string): string => name.toUpperCase();

test("only AWS principals get other names, wherever they stand, and the rest of the text stays to the space", () => {
  const text = `{ "Statement" : [ {"Principal":{"AWS": "a", "Service":"b"}},\n {"NotPrincipal":{"AWS":["c" , "*","d"]},
    "Condition":{"ArnLike":{"aws:PrincipalArn":"a"}}}, {"Principal":"*", "Sid":"a"} ] }`;
  expect(renamePrincipals(text, "stored", shout)).toBe(
    text.replace('"AWS": "a"', '"AWS": "A"').replace('["c" , "*","d"]', '["C" , "*","D"]'),
  );
  expect(renamePrincipals('{"Statement":{"Principal":{"AWS":"a"}}}', "stored", shout)).toBe(
    '{"Statement":{"Principal":{"AWS":"A"}}}',
  );
});

test("a name is read and written as JSON has it", () => {
  const asked: string[] = [];
  const keep = (name: string): string => {
    asked.push(name);
    return `${name}"`;
  };
  expect(renamePrincipals(String.raw`{"Statement":{"Principal":{"AWS":"\u0061\/b"}}}`, "stored", keep)).toBe(
    String.raw`{"Statement":{"Principal":{"AWS":"a/b\""}}}`,
  );
  expect(asked).toEqual(["a/b"]);
});

test("a refused name is told in the words of the kind of policy, with its place", () => {
  const refused = (kind: "trust" | "resource"): unknown => {
    try {
      return renamePrincipals('{"Statement":[{"Principal":{"AWS":["x","y"]}}]}', kind, (name) =>
        name === "y" ? undefined : name,
      );
    } catch (error) {
      return error;
    }
  };
  expect(refused("trust")).toEqual(
    new PolicySyntaxError("Statement[0].Principal.AWS[1]", 'Invalid principal in policy: "AWS":"y"', '"AWS":"y"'),
  );
  expect(refused("resource")).toMatchObject({ message: "Invalid principal in policy" });
});

test("names that are turned and turned back leave the text as it was", () => {
  const names = fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 4 });
  const statements = fc.array(fc.record({ Sid: fc.string(), Principal: fc.record({ AWS: names }) }), { maxLength: 3 });
  fc.assert(
    fc.property(statements, fc.constantFrom(0, 1, 4), (Statement, spaces) => {
      const text = JSON.stringify({ Statement }, undefined, spaces);
      const turned = renamePrincipals(text, "stored", (name) => `<${name}>`);
      expect(renamePrincipals(turned, "stored", (name) => name.slice(1, -1))).toBe(text);
    }),
    { seed: 5 },
  );
});
