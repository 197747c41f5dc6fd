import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRows } from "./result-rows.ts";

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

type Table = readonly (readonly (string | null)[])[];

function csvOf(table: Table): Buffer {
  return Buffer.from(
    table
      .map((row) => `${row.map((field) => (field === null ? "" : `"${field.replaceAll('"', '""')}"`)).join(",")}\n`)
      .join(""),
  );
}

const texts = (
  rows: readonly { readonly Data?: readonly { readonly VarCharValue?: string | undefined }[] | undefined }[],
): Table => rows.map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? null));

describe("readRows", () => {
  it("tells NULL from empty text and keeps quotes, commas and line ends inside fields", async () => {
    const table = [
      ["a", null, ""],
      ['say "x",\n', "é😀", null],
    ];
    const page = await readRows(chunksOf(csvOf(table), 3), "csv", 10);
    expect(texts(page.rows)).toEqual(table);
    expect(page.isEnd).toBe(true);
  });

  it("stops after the rows asked for and says how far it read", async () => {
    const bytes = csvOf([["a"], ["b"], ["c"]]);
    const page = await readRows(chunksOf(bytes, 1000), "csv", 2);
    expect([texts(page.rows), page.usedBytes, page.isEnd]).toEqual([[["a"], ["b"]], 8, false]);
    expect(texts((await readRows(chunksOf(bytes.subarray(page.usedBytes), 1000), "csv", 2)).rows)).toEqual([["c"]]);
  });

  it("reads lines of text as single fields", async () => {
    expect(texts((await readRows(chunksOf(Buffer.from('x\ty\n"z"\n'), 2), "text", 10)).rows)).toEqual([
      ["x\ty"],
      ['"z"'],
    ]);
  });

  it("gives back any table, cut into any chunks and any pages", async () => {
    const field = fc.option(fc.string({ unit: "grapheme", maxLength: 6 }), { nil: null, freq: 4 });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, chunkBytes, pageRows) => {
          const bytes = csvOf(rows);
          const found: (readonly (string | null)[])[] = [];
          let offset = 0;
          while (offset < bytes.length) {
            const page = await readRows(chunksOf(bytes.subarray(offset), chunkBytes), "csv", pageRows);
            found.push(...texts(page.rows));
            offset += page.usedBytes;
          }
          expect(found).toEqual(rows);
        },
      ),
    );
  });
});
