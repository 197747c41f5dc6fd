/**
 * Partitions through the SDK: single, in batches, and filtered by expression.
 */
import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GlueClient,
  paginateGetPartitions,
  UpdatePartitionCommand,
} from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let glue: GlueClient;
const DatabaseName = "db";
const TableName = "events";
beforeAll(async () => {
  server = await startTestServer();
  glue = server.client(GlueClient);
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
});
afterAll(() => server.close());

const table = (Name: string, keys: Record<string, string>): Promise<unknown> =>
  glue.send(
    new CreateTableCommand({
      DatabaseName,
      TableInput: { Name, PartitionKeys: Object.entries(keys).map(([key, Type]) => ({ Name: key, Type })) },
    }),
  );
const fill = async (Name: string, rows: string[][]): Promise<void> => {
  for (let start = 0; start < rows.length; start += 100) {
    const PartitionInputList = rows.slice(start, start + 100).map((Values) => ({
      Values,
      StorageDescriptor: { Location: `s3://b/${Values.join("/")}/`, Columns: [{ Name: "c", Type: "int" }] },
    }));
    expect(
      (await glue.send(new BatchCreatePartitionCommand({ DatabaseName, TableName: Name, PartitionInputList })))
        .Errors ?? [],
    ).toEqual([]);
  }
};
const select = async (Name: string, Expression?: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const page of paginateGetPartitions(
    { client: glue, pageSize: 7 },
    { DatabaseName, TableName: Name, Expression },
  ))
    found.push(...(page.Partitions ?? []).map((partition) => (partition.Values ?? []).join("/")));
  return found;
};
const errorOf = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("it must be refused"),
    (reason: unknown) => reason as Error,
  );

describe("behaviour", () => {
  test("a partition comes back as it was given", async () => {
    await table(TableName, { day: "date", country: "string" });
    const LastAccessTime = new Date("2024-05-06T07:08:09Z");
    await glue.send(
      new CreatePartitionCommand({
        DatabaseName,
        TableName,
        PartitionInput: {
          Values: ["2024-01-01", "at"],
          LastAccessTime,
          Parameters: { k: "v" },
          StorageDescriptor: { Location: "s3://b/x/" },
        },
      }),
    );
    const { Partition } = await glue.send(
      new GetPartitionCommand({ DatabaseName: "DB", TableName: "Events", PartitionValues: ["2024-01-01", "at"] }),
    );
    expect(Partition).toMatchObject({
      Values: ["2024-01-01", "at"],
      DatabaseName,
      TableName,
      CatalogId: server.accountId,
      LastAccessTime,
      Parameters: { k: "v" },
      StorageDescriptor: { Location: "s3://b/x/" },
    });
    expect(Partition?.CreationTime).toBeInstanceOf(Date);
  });

  test("an update may change a partition and move it", async () => {
    await table("moving", { k: "string" });
    await fill("moving", [["a"], ["b"]]);
    await glue.send(
      new UpdatePartitionCommand({
        DatabaseName,
        TableName: "moving",
        PartitionValueList: ["a"],
        PartitionInput: { Values: ["c"], Parameters: { moved: "yes" } },
      }),
    );
    expect(await select("moving")).toEqual(["b", "c"]);
    expect(
      await errorOf(
        glue.send(
          new UpdatePartitionCommand({
            DatabaseName,
            TableName: "moving",
            PartitionValueList: ["b"],
            PartitionInput: { Values: ["c"] },
          }),
        ),
      ),
    ).toMatchObject({ name: "AlreadyExistsException" });
    expect(
      await errorOf(
        glue.send(
          new UpdatePartitionCommand({
            DatabaseName,
            TableName: "moving",
            PartitionValueList: ["a"],
            PartitionInput: { Values: ["a"] },
          }),
        ),
      ),
    ).toMatchObject({ name: "EntityNotFoundException" });
  });

  test("batches do what they can and name the rest", async () => {
    await table("batches", { k: "string" });
    await fill("batches", [["a"], ["b"]]);
    const created = await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName,
        TableName: "batches",
        PartitionInputList: [{ Values: ["c"] }, { Values: ["a"] }, { Values: ["x", "y"] }],
      }),
    );
    expect(created.Errors?.map((error) => [error.PartitionValues, error.ErrorDetail?.ErrorCode])).toEqual([
      [["a"], "AlreadyExistsException"],
      [["x", "y"], "InvalidInputException"],
    ]);
    const updated = await glue.send(
      new BatchUpdatePartitionCommand({
        DatabaseName,
        TableName: "batches",
        Entries: [
          { PartitionValueList: ["a"], PartitionInput: { Values: ["a"], Parameters: { n: "1" } } },
          { PartitionValueList: ["q"], PartitionInput: { Values: ["q"] } },
        ],
      }),
    );
    expect(updated.Errors?.map((error) => [error.PartitionValueList, error.ErrorDetail?.ErrorCode])).toEqual([
      [["q"], "EntityNotFoundException"],
    ]);
    const got = await glue.send(
      new BatchGetPartitionCommand({
        DatabaseName,
        TableName: "batches",
        PartitionsToGet: [{ Values: ["a"] }, { Values: ["q"] }, { Values: ["c"] }],
      }),
    );
    expect(got.Partitions?.map((partition) => partition.Values)).toEqual([["a"], ["c"]]);
    expect(got.Partitions?.[0]?.Parameters).toEqual({ n: "1" });
    const deleted = await glue.send(
      new BatchDeletePartitionCommand({
        DatabaseName,
        TableName: "batches",
        PartitionsToDelete: [{ Values: ["a"] }, { Values: ["q"] }],
      }),
    );
    expect(deleted.Errors?.map((error) => error.ErrorDetail?.ErrorMessage)).toEqual(["Cannot find partition."]);
    expect(await select("batches")).toEqual(["b", "c"]);
  });

  test("expressions compare by the type of the column", async () => {
    await table("typed", { n: "int", m: "decimal(10,2)", t: "timestamp" });
    await fill("typed", [
      ["1", "1.10", "2024-01-01 00:00:00"],
      ["2", "2.6", "2024-01-01 00:00:00.5"],
      ["10", "3e2", "2024-06-01 12:00:00"],
      ["007", "-1", "2025-01-01 00:00:00"],
    ]);
    const first = async (expression: string): Promise<string[]> =>
      (await select("typed", expression)).map((values) => values.split("/")[0] ?? "").sort();
    expect(await first("n = 7")).toEqual(["007"]);
    expect(await first("n = '2'")).toEqual(["2"]);
    expect(await first("n > 2")).toEqual(["007", "10"]);
    expect(await first("n in (6, '10', 2)")).toEqual(["10", "2"]);
    expect(await first("n NOT IN (1, 2)")).toEqual(["007", "10"]);
    expect(await first("m = 1.1")).toEqual(["1"]);
    expect(await first("m between -1 and 2.60")).toEqual(["007", "1", "2"]);
    expect(await first("m >= '300'")).toEqual(["10"]);
    expect(await first("t = '2024-01-01 00:00:00.500000000'")).toEqual(["2"]);
    expect(await first("t > '2024-01-01 00:00:00' and t < '2025-01-01 00:00:00'")).toEqual(["10", "2"]);
    expect(await first("(n) = ((2)) OR (((n))) = (10)")).toEqual(["10", "2"]);
  });

  test("LIKE, NOT, IS NULL and precedence are SQL's", async () => {
    await table("words", { w: "string", v: "int" });
    await fill("words", [
      ["one", "1"],
      ["two", "2"],
      ["three", "3"],
      ["__HIVE_DEFAULT_PARTITION__", "4"],
      ["it's", "__HIVE_DEFAULT_PARTITION__"],
    ]);
    expect(await select("words", "w LIKE 't%'")).toEqual(["three/3", "two/2"]);
    expect(await select("words", "w like '_wo'")).toEqual(["two/2"]);
    expect(await select("words", "w = 'it''s'")).toEqual(["it's/__HIVE_DEFAULT_PARTITION__"]);
    expect(await select("words", "w IS NULL")).toEqual(["__HIVE_DEFAULT_PARTITION__/4"]);
    expect(await select("words", "v is not null and not (v <> 3)")).toEqual(["three/3"]);
    expect(await select("words", "not v = 3")).toEqual(["__HIVE_DEFAULT_PARTITION__/4", "one/1", "two/2"]);
    expect(await select("words", "v = 1 or v = 2 and w = 'none'")).toEqual(["one/1"]);
    expect(await select("words", "  ")).toHaveLength(5);
  });

  test("columns are left out of the answer on demand", async () => {
    await table("narrow", { k: "string" });
    await fill("narrow", [["a"]]);
    const { Partitions } = await glue.send(
      new GetPartitionsCommand({ DatabaseName, TableName: "narrow", ExcludeColumnSchema: true }),
    );
    expect(Partitions?.[0]?.StorageDescriptor).toMatchObject({ Location: "s3://b/a/" });
    expect(Partitions?.[0]?.StorageDescriptor?.Columns).toBeUndefined();
  });

  test("segments share the table out", async () => {
    await table("segmented", { k: "string" });
    await fill(
      "segmented",
      Array.from({ length: 120 }, (_, index) => [`v${index}`]),
    );
    const found: string[] = [];
    for (let SegmentNumber = 0; SegmentNumber < 3; SegmentNumber += 1) {
      const { Partitions } = await glue.send(
        new GetPartitionsCommand({
          DatabaseName,
          TableName: "segmented",
          Segment: { SegmentNumber, TotalSegments: 3 },
        }),
      );
      expect(Partitions?.length).toBeGreaterThan(0);
      found.push(...(Partitions ?? []).flatMap((partition) => partition.Values ?? []));
    }
    expect(new Set(found).size).toBe(120);
    expect(found).toHaveLength(120);
  });

  test("a table that is made again has no partitions of its predecessor", async () => {
    await table("reborn", { k: "string" });
    await fill("reborn", [["a"]]);
    await glue.send(new DeleteTableCommand({ DatabaseName, Name: "reborn" }));
    await table("reborn", { k: "string" });
    expect(await select("reborn")).toEqual([]);
  });
});

describe("errors", () => {
  test("the number of values must be the table's", async () => {
    const message = "The number of partition keys do not match the number of partition values";
    expect(
      await errorOf(
        glue.send(new CreatePartitionCommand({ DatabaseName, TableName, PartitionInput: { Values: ["a"] } })),
      ),
    ).toMatchObject({ name: "InvalidInputException", message });
    expect(
      await errorOf(glue.send(new GetPartitionCommand({ DatabaseName, TableName, PartitionValues: [] }))),
    ).toMatchObject({ name: "InvalidInputException", message });
  });

  test("absent tables and partitions are EntityNotFoundException, doubled ones AlreadyExistsException", async () => {
    expect(await errorOf(glue.send(new GetPartitionsCommand({ DatabaseName, TableName: "absent" })))).toMatchObject({
      name: "EntityNotFoundException",
      message: "Table absent not found.",
    });
    expect(
      await errorOf(
        glue.send(new GetPartitionCommand({ DatabaseName, TableName, PartitionValues: ["2000-01-01", "xx"] })),
      ),
    ).toMatchObject({ name: "EntityNotFoundException", message: "Cannot find partition." });
    expect(
      await errorOf(
        glue.send(new DeletePartitionCommand({ DatabaseName, TableName, PartitionValues: ["2000-01-01", "xx"] })),
      ),
    ).toMatchObject({ name: "EntityNotFoundException" });
    expect(
      await errorOf(
        glue.send(
          new CreatePartitionCommand({ DatabaseName, TableName, PartitionInput: { Values: ["2024-01-01", "at"] } }),
        ),
      ),
    ).toMatchObject({ name: "AlreadyExistsException", message: "Partition already exists." });
  });

  test.each([
    ["unknown_col IS NULL", "Unknown column 'unknown_col'"],
    ["n = 'test'", '"test" is not an integer.'],
    ["n in (2.5)", '"2.5" is not an integer.'],
    ["n LIKE '2'", "Integral data type doesn't support operation 'LIKE'"],
    ["m = 'test'", "test is not a decimal."],
    ["m LIKE '2'", "Decimal data type doesn't support operation 'LIKE'"],
    ["t = '2024'", "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024 is not a timestamp."],
    ["n = 1 = 2", "Unsupported expression 'n = 1 = 2'"],
    ["n", "Unsupported expression 'n'"],
    ["n + 1 = 2", "Unsupported expression 'n + 1 = 2'"],
    ["n = 1 and", "Unsupported expression 'n = 1 and'"],
    ["n = 'open", "Unsupported expression 'n = 'open'"],
    ["((n = 1)", "Unsupported expression '((n = 1)'"],
  ])("the expression %s is refused", async (Expression, message) => {
    expect(
      await errorOf(glue.send(new GetPartitionsCommand({ DatabaseName, TableName: "typed", Expression }))),
    ).toMatchObject({ name: "InvalidInputException", message });
  });

  test("a type that expressions do not know is refused; a stored value that is not of its type is InvalidStateException", async () => {
    await table("odd", { f: "float", n: "int" });
    await fill("odd", [["1.5", "word"]]);
    expect(
      await errorOf(glue.send(new GetPartitionsCommand({ DatabaseName, TableName: "odd", Expression: "f = 1.5" }))),
    ).toMatchObject({ name: "InvalidInputException", message: "Unknown type : 'float'" });
    expect(
      await errorOf(glue.send(new GetPartitionsCommand({ DatabaseName, TableName: "odd", Expression: "n > 2" }))),
    ).toMatchObject({ name: "InvalidStateException", message: '"word" is not an integer.' });
  });
});

describe("limits", () => {
  test("an expression has at most 2,048 characters and 64 levels", async () => {
    const errors = [`n = ${"1".repeat(2048)}`, `${"(".repeat(70)}n = 1${")".repeat(70)}`].map((Expression) =>
      errorOf(glue.send(new GetPartitionsCommand({ DatabaseName, TableName: "typed", Expression }))),
    );
    expect((await Promise.all(errors)).map((error) => error.name)).toEqual([
      "ValidationException",
      "InvalidInputException",
    ]);
  });

  test("batches and pages have AWS's sizes", async () => {
    const Values = (count: number): { Values: string[] }[] => Array.from({ length: count }, () => ({ Values: ["x"] }));
    const calls = [
      glue.send(new BatchCreatePartitionCommand({ DatabaseName, TableName, PartitionInputList: Values(101) })),
      glue.send(new BatchDeletePartitionCommand({ DatabaseName, TableName, PartitionsToDelete: Values(26) })),
      glue.send(new BatchGetPartitionCommand({ DatabaseName, TableName, PartitionsToGet: Values(1001) })),
      glue.send(new GetPartitionsCommand({ DatabaseName, TableName, MaxResults: 1001 })),
      glue.send(
        new GetPartitionsCommand({ DatabaseName, TableName, Segment: { SegmentNumber: 0, TotalSegments: 11 } }),
      ),
      glue.send(new GetPartitionsCommand({ DatabaseName, TableName, Segment: { SegmentNumber: 3, TotalSegments: 3 } })),
    ];
    const names = await Promise.all(calls.map((call) => errorOf(call).then((error) => error.name)));
    expect(names).toEqual(names.map(() => "ValidationException"));
  });

  test("partition values of more than 8 KiB together are refused", async () => {
    await table("long", { k: "string" });
    expect(
      await errorOf(
        glue.send(
          new CreatePartitionCommand({
            DatabaseName,
            TableName: "long",
            PartitionInput: { Values: ["x".repeat(9000)] },
          }),
        ),
      ),
    ).toMatchObject({ name: "InvalidInputException" });
  });
});
