import fc from "fast-check";
import { expect, test } from "vitest";
import { formatType } from "./data-type.ts";
import { inferJson, type JsonSchema } from "./json-schema.ts";
import { JsonTypeReader } from "./json-types.ts";

function infer(text: string): JsonSchema | undefined {
  const work = inferJson(text);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
const columns = (text: string): Record<string, string> | undefined => {
  const schema = infer(text);
  return schema === undefined
    ? undefined
    : Object.fromEntries(schema.columns.map((column) => [column.name, formatType(column.type)]));
};

test("objects by line, pretty-printed, run together or in one array are records", () => {
  for (const text of [
    '{"a":1}\n{"a":2}\n',
    '{\n "a": 1\n}\n{\n "a": 2\n}',
    '{"a":1}{"a":2}',
    '[{"a":1},{"a":2}]',
    ' [ {"a":1} ,\n {"a":2} ] ',
  ]) {
    expect(infer(text)).toMatchObject({ recordCount: 2 });
    expect(columns(text)).toEqual({ a: "bigint" });
  }
});

test("types are true: 1 and 1.0 differ, large numbers do not overflow, nesting is kept", () => {
  expect(
    columns(
      '{"i":1,"d":1.0,"e":1e2,"big":9223372036854775807,"huge":92233720368547758070,"b":true,"s":"x","n":null,"l":[1,2.5],"o":{"x":{"y":[]}},"m":[{"p":1},{"q":"z"}]}',
    ),
  ).toEqual({
    i: "bigint",
    d: "double",
    e: "double",
    big: "bigint",
    huge: "double",
    b: "boolean",
    s: "string",
    n: "string",
    l: "array<double>",
    o: "struct<x:struct<y:array<string>>>",
    m: "array<struct<p:bigint,q:string>>",
  });
});

test("records with different members are merged; types that do not go together are text", () => {
  expect(columns('{"A":1,"b":1}\n{"a":2.5,"c":{"x":1}}\n{"b":"t","c":"u"}')).toEqual({
    a: "double",
    b: "string",
    c: "string",
  });
});

test("field names that a type cannot hold make the struct text", () => {
  expect(columns('{"o":{"a:b":1},"p":{"a b":1}}')).toEqual({ o: "string", p: "struct<a b:bigint>" });
});

test("what is cut off or wrong ends the sample, and the records before it count", () => {
  expect(infer('{"a":1}\n{"a":"b')).toMatchObject({ recordCount: 1 });
  expect(infer('[{"a":1},{"a":2.5')).toMatchObject({ recordCount: 1 });
  expect(infer('{"a":1}\nnot json')).toMatchObject({ recordCount: 1 });
  for (const text of [
    "",
    "{",
    "[]",
    "[1,2]",
    '{"a":1,}',
    '{"a" 1}',
    "{}",
    "[[1]]",
    '{"a":01}',
    '{"a":truth}',
    `{"a":${"[".repeat(100)}${"]".repeat(100)}}`,
  ])
    expect(infer(text)).toBeUndefined();
});

test("every JSON value has a type, and every cut of its text is told from a fault", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, seed) => {
      const text = JSON.stringify({ v: value });
      expect(new JsonTypeReader(`${text}\n`).value()).toMatchObject({ kind: "struct" });
      const cut = new JsonTypeReader(text.slice(0, seed % text.length));
      expect(cut.value()).toBeUndefined();
      expect(cut.stopped).toBe("cut");
    }),
  );
});

test("arbitrary text is read or refused, never thrown on", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "1", "a", "\\", "u", " ", "null", "-"), {
        maxLength: 60,
      }),
      (parts) => void infer(`{${parts.join("")}`),
    ),
  );
});
