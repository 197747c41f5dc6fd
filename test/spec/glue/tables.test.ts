/**
 * Tables and their versions through the SDK.
 */
import {
  BatchDeleteTableCommand,
  BatchDeleteTableVersionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  GlueClient,
  paginateGetTables,
  paginateGetTableVersions,
  SearchTablesCommand,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let glue: GlueClient;
const DatabaseName = "db";
beforeAll(async () => {
  server = await startTestServer();
  glue = server.client(GlueClient);
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
});
afterAll(() => server.close());

const create = (TableInput: TableInput): Promise<unknown> =>
  glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
const errorOf = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("it must be refused"),
    (reason: unknown) => reason as Error,
  );
const descriptor = {
  Columns: [{ Name: "a", Type: "bigint", Comment: "first" }],
  Location: "s3://bucket/t/",
  SerdeInfo: { SerializationLibrary: "x", Parameters: { "field.delim": "," } },
};

describe("behaviour", () => {
  test("a table comes back as it was given, with the members AWS adds", async () => {
    const LastAccessTime = new Date("2024-05-06T07:08:09Z");
    await create({
      Name: "Whole",
      Description: "d",
      Owner: "me",
      Retention: 3,
      LastAccessTime,
      StorageDescriptor: descriptor,
      PartitionKeys: [{ Name: "p", Type: "string" }],
      TableType: "EXTERNAL_TABLE",
      Parameters: { CreateTime: "2024-01-01T00:00:00.000Z" },
      ViewOriginalText: "v",
    });
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: "DB", Name: "WHOLE" }));
    expect(Table).toMatchObject({
      Name: "whole",
      DatabaseName,
      Owner: "me",
      Retention: 3,
      LastAccessTime,
      StorageDescriptor: {
        ...descriptor,
        Compressed: false,
        NumberOfBuckets: 0,
        SortColumns: [],
        StoredAsSubDirectories: false,
      },
      PartitionKeys: [{ Name: "p", Type: "string" }],
      Parameters: { CreateTime: "2024-01-01T00:00:00.000Z" },
      CreatedBy: `arn:aws:iam::${server.accountId}:root`,
      IsRegisteredWithLakeFormation: false,
      CatalogId: server.accountId,
      VersionId: "0",
    });
    expect(Table?.CreateTime).toBeInstanceOf(Date);
    expect(Table?.UpdateTime).toBeInstanceOf(Date);
  });

  test("an update archives the version it replaces; versions are listed newest first", async () => {
    await create({ Name: "versioned", Description: "v0" });
    for (const Description of ["v1", "v2", "v3"])
      await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: { Name: "versioned", Description } }));
    const versions: (string | undefined)[] = [];
    for await (const page of paginateGetTableVersions(
      { client: glue, pageSize: 3 },
      { DatabaseName, TableName: "versioned" },
    )) {
      versions.push(
        ...(page.TableVersions ?? []).map((version) => `${version.VersionId}=${version.Table?.Description}`),
      );
    }
    expect(versions).toEqual(["3=v3", "2=v2", "1=v1", "0=v0"]);
    const { TableVersion } = await glue.send(
      new GetTableVersionCommand({ DatabaseName, TableName: "versioned", VersionId: "1" }),
    );
    expect(TableVersion?.Table?.Description).toBe("v1");
  });

  test("SkipArchive leaves no version behind", async () => {
    await create({ Name: "unarchived" });
    await glue.send(
      new UpdateTableCommand({
        DatabaseName,
        TableInput: { Name: "unarchived", Description: "new" },
        SkipArchive: true,
      }),
    );
    const { TableVersions } = await glue.send(new GetTableVersionsCommand({ DatabaseName, TableName: "unarchived" }));
    expect(TableVersions?.map((version) => version.Table?.Description)).toEqual(["new"]);
  });

  test("old versions can be deleted, alone and in a batch with errors of its own", async () => {
    await create({ Name: "pruned" });
    for (let turn = 0; turn < 3; turn += 1)
      await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: { Name: "pruned" } }));
    await glue.send(new DeleteTableVersionCommand({ DatabaseName, TableName: "pruned", VersionId: "0" }));
    const { Errors } = await glue.send(
      new BatchDeleteTableVersionCommand({ DatabaseName, TableName: "pruned", VersionIds: ["1", "0", "3"] }),
    );
    expect(Errors?.map((error) => [error.VersionId, error.ErrorDetail?.ErrorCode])).toEqual([
      ["0", "EntityNotFoundException"],
      ["3", "InvalidInputException"],
    ]);
    const { TableVersions } = await glue.send(new GetTableVersionsCommand({ DatabaseName, TableName: "pruned" }));
    expect(TableVersions?.map((version) => version.VersionId)).toEqual(["3", "2"]);
  });

  test("tables are listed by pattern: regular expressions and Hive's stars, on whole names", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "patterns" } }));
    for (const Name of ["sales_eu", "sales_us", "sale", "costs", "raw2024"])
      await glue.send(new CreateTableCommand({ DatabaseName: "patterns", TableInput: { Name } }));
    const list = async (Expression: string): Promise<(string | undefined)[]> => {
      const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName: "patterns", Expression }));
      return (TableList ?? []).map((table) => table.Name);
    };
    expect(await list("sales_.*")).toEqual(["sales_eu", "sales_us"]);
    expect(await list("sales*")).toEqual(["sales_eu", "sales_us"]);
    expect(await list("sale")).toEqual(["sale"]);
    expect(await list("^(costs|SALE)$")).toEqual(["costs", "sale"]);
    expect(await list("[a-z]+\\d{4}".replace("{4}", "+"))).toEqual(["raw2024"]);
    expect(await list("*_us")).toEqual(["sales_us"]);
    expect(await list("nothing")).toEqual([]);
  });

  test("pages of tables together are all tables", async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateGetTables(
      { client: glue, pageSize: 2 },
      { DatabaseName: "patterns", Expression: "s.*" },
    ))
      names.push(...(page.TableList ?? []).map((table) => table.Name));
    expect(names).toEqual(["sale", "sales_eu", "sales_us"]);
  });

  test("AttributesToGet cuts the answer down to names and types", async () => {
    await create({ Name: "typed", TableType: "VIRTUAL_VIEW", Description: "hidden" });
    const { TableList } = await glue.send(
      new GetTablesCommand({ DatabaseName, Expression: "typed", AttributesToGet: ["NAME", "TABLE_TYPE"] }),
    );
    expect(TableList).toEqual([{ Name: "typed", TableType: "VIRTUAL_VIEW" }]);
  });

  test("a batch delete deletes what it can and names the rest", async () => {
    await create({ Name: "batch_a" });
    await create({ Name: "batch_b" });
    const { Errors } = await glue.send(
      new BatchDeleteTableCommand({ DatabaseName, TablesToDelete: ["batch_a", "missing", "BATCH_B"] }),
    );
    expect(Errors).toEqual([
      {
        TableName: "missing",
        ErrorDetail: { ErrorCode: "EntityNotFoundException", ErrorMessage: "Table missing not found." },
      },
    ]);
    expect((await glue.send(new GetTablesCommand({ DatabaseName, Expression: "batch_.*" }))).TableList).toEqual([]);
  });
});

describe("errors", () => {
  test("an absent table is EntityNotFoundException", async () => {
    for (const command of [
      new GetTableCommand({ DatabaseName, Name: "Absent" }),
      new DeleteTableCommand({ DatabaseName, Name: "absent" }),
      new UpdateTableCommand({ DatabaseName, TableInput: { Name: "absent" } }),
    ]) {
      expect(await errorOf(glue.send(command as GetTableCommand))).toMatchObject({
        name: "EntityNotFoundException",
        message: "Table absent not found.",
      });
    }
  });

  test("the database is looked for before the table", async () => {
    expect(await errorOf(glue.send(new GetTableCommand({ DatabaseName: "no_db", Name: "absent" })))).toMatchObject({
      message: "Database no_db not found.",
    });
  });

  test("a name that is taken is AlreadyExistsException", async () => {
    await create({ Name: "twice" });
    expect(await errorOf(create({ Name: "Twice" }))).toMatchObject({
      name: "AlreadyExistsException",
      message: "Table already exists.",
    });
  });

  test("an update that has seen another version is ConcurrentModificationException and changes nothing", async () => {
    await create({ Name: "contended", Description: "kept" });
    await glue.send(
      new UpdateTableCommand({ DatabaseName, TableInput: { Name: "contended", Description: "first" }, VersionId: "0" }),
    );
    expect(
      await errorOf(
        glue.send(
          new UpdateTableCommand({
            DatabaseName,
            TableInput: { Name: "contended", Description: "second" },
            VersionId: "0",
          }),
        ),
      ),
    ).toMatchObject({ name: "ConcurrentModificationException" });
    expect((await glue.send(new GetTableCommand({ DatabaseName, Name: "contended" }))).Table).toMatchObject({
      Description: "first",
      VersionId: "1",
    });
  });

  test("of ten updates that have seen the same version one succeeds", async () => {
    await create({ Name: "raced" });
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        glue.send(new UpdateTableCommand({ DatabaseName, TableInput: { Name: "raced" }, VersionId: "0" })),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  test("patterns beyond the known regular expressions are InvalidInputException", async () => {
    for (const Expression of ["(a", "a)", "[a", "(?=a)", "a{2}", "\\1"])
      expect(await errorOf(glue.send(new GetTablesCommand({ DatabaseName, Expression })))).toMatchObject({
        name: "InvalidInputException",
      });
  });

  test("parts of an input that are not there are refused", async () => {
    const { name, message } = await errorOf(
      create({ Name: "link", TargetTable: { CatalogId: "1", DatabaseName: "x", Name: "y" } }),
    );
    expect([name, message]).toEqual(["NotImplemented", expect.stringContaining("TargetTable")]);
    expect(await errorOf(glue.send(new GetTablesCommand({ DatabaseName, AttributesToGet: [] })))).toMatchObject({
      name: "InvalidInputException",
    });
  });

  test("a missing operation says that it is missing and why", async () => {
    expect(await errorOf(glue.send(new SearchTablesCommand({})))).toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("full-text index") as string,
    });
  });
});

describe("limits", () => {
  test("a pattern that would stall a backtracking matcher is answered", async () => {
    await create({ Name: "a".repeat(60) });
    const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName, Expression: "(a+)+b" }));
    expect(TableList).toEqual([]);
  });

  test("a page has 1 to 100 tables, a batch delete at most 100", async () => {
    expect(await errorOf(glue.send(new GetTablesCommand({ DatabaseName, MaxResults: 101 })))).toMatchObject({
      name: "ValidationException",
    });
    expect(
      await errorOf(
        glue.send(
          new BatchDeleteTableCommand({ DatabaseName, TablesToDelete: Array.from({ length: 101 }, () => "t") }),
        ),
      ),
    ).toMatchObject({ name: "ValidationException" });
  });
});
