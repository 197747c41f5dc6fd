/** Every line of `cases/*.golden`: an Athena expression, and what Athena shows for it, computed by DuckDB after translation. */
import { readFileSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";

const FOLDER = new URL("cases/", import.meta.url);

function casesOf(file: string): readonly (readonly [expression: string, expected: string])[] {
  const lines = readFileSync(new URL(file, FOLDER), "utf8").split("\n");
  return lines.flatMap((line) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const at = line.indexOf(" ==> ");
    return [[line.slice(0, at), line.slice(at + " ==> ".length)] as const];
  });
}

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
});
afterAll(() => {
  session.close();
});

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".golden"))) {
  describe(file, () => {
    const cases = casesOf(file);
    test("the corpus is not empty", () => {
      expect(cases.length).toBeGreaterThan(30);
    });
    test.for(cases)("SELECT %s shows %s", async ([expression, expected], { expect: expectThis }) => {
      expectThis(await session.show(`SELECT ${expression}`)).toBe(expected);
    });
  });
}
