import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnMetadata, duckdbTypeOfHive, hiveTypeOf, typeOfHive, typeOfText } from "./type-names.ts";
import { displayType } from "./types/athena-type.ts";
import type { AthenaType } from "./types/athena-type.ts";
import { commonType, isCoercible } from "./types/coercion.ts";

describe("names of types", () => {
  test.for([
    ["int", "integer", "INTEGER"],
    ["string", "varchar", "VARCHAR"],
    ["float", "real", "FLOAT"],
    ["decimal(10,2)", "decimal(10,2)", "DECIMAL(10,2)"],
    ["decimal", "decimal(10,0)", "DECIMAL(10,0)"],
    ["varchar(5)", "varchar(5)", "VARCHAR"],
    ["char(2)", "char(2)", "VARCHAR"],
    ["binary", "varbinary", "BLOB"],
    ["timestamp", "timestamp(3)", "TIMESTAMP"],
    ["array<int>", "array(integer)", "INTEGER[]"],
    ["map<string,array<double>>", "map(varchar, array(double))", "MAP(VARCHAR, DOUBLE[])"],
    [
      "struct<a:int,b c:struct<d:date>>",
      'row("a" integer, "b c" row("d" date))',
      'STRUCT("a" INTEGER, "b c" STRUCT("d" DATE))',
    ],
  ])("Hive's %s is Athena's %s and DuckDB's %s", ([hive, athena, duckdb]) => {
    expect(displayType(typeOfHive(hive ?? ""))).toBe(athena);
    expect(duckdbTypeOfHive(hive ?? "")).toBe(duckdb);
  });

  test.for([
    "",
    "text",
    "array<int",
    "array<int>>",
    "map<int>",
    "struct<a>",
    "decimal(10",
    "array<array<",
    `${"array<".repeat(100)}int${">".repeat(100)}`,
  ])("%s is no Hive type", (hive) => {
    expect(() => typeOfHive(hive)).toThrow("Unknown Hive type");
  });

  test("types that Hive lacks have no name there", () => {
    for (const text of ["timestamp(3) with time zone", "json", "interval day to second", "time", "array(json)"])
      expect(hiveTypeOf(typeOfText(text))).toBeUndefined();
  });

  test("result metadata carries precision and scale as Athena's does", () => {
    expect(columnMetadata(typeOfText("decimal(10,2)"))).toEqual({ type: "decimal", precision: 10, scale: 2 });
    expect(columnMetadata(typeOfText("varchar"))).toEqual({ type: "varchar", precision: 2_147_483_647, scale: 0 });
    expect(columnMetadata(typeOfText("bigint"))).toEqual({ type: "bigint", precision: 19, scale: 0 });
    expect(columnMetadata(typeOfText("array(row(a integer))"))).toMatchObject({ type: "array" });
  });
});

const hiveScalars = fc.constantFrom(
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
  "decimal(12,3)",
  "char(4)",
  "varchar(9)",
);
const { hive: hiveTypes } = fc.letrec<{ hive: string }>((tie) => ({
  hive: fc.oneof(
    { maxDepth: 3 },
    hiveScalars,
    tie("hive").map((element) => `array<${element}>`),
    fc.tuple(hiveScalars, tie("hive")).map(([key, value]) => `map<${key},${value}>`),
    fc
      .array(tie("hive"), { minLength: 1, maxLength: 3 })
      .map((types) => `struct<${types.map((type, index) => `f${index}:${type}`).join(",")}>`),
  ),
}));

describe("any Hive type", () => {
  test("survives the way to Athena's type and back", () => {
    fc.assert(fc.property(hiveTypes, (hive) => hiveTypeOf(typeOfHive(hive)) === hive));
  });

  test("meets itself as itself, and meets another in one type whichever comes first", () => {
    fc.assert(
      fc.property(hiveTypes, hiveTypes, (left, right) => {
        const [a, b]: readonly AthenaType[] = [typeOfHive(left), typeOfHive(right)];
        if (a === undefined || b === undefined) return;
        const [forth, back] = [commonType(a, b), commonType(b, a)];
        expect(forth === undefined ? undefined : displayType(forth)).toBe(
          back === undefined ? undefined : displayType(back),
        );
        if (forth !== undefined) expect(isCoercible(a, forth) && isCoercible(b, forth)).toBe(true);
        expect(displayType(commonType(a, a) ?? { kind: "unknown" })).toBe(displayType(a));
      }),
    );
  });
});
