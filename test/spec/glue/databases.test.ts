/**
 * Databases and their tags through the SDK.
 */
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTagsCommand,
  GlueClient,
  paginateGetDatabases,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let glue: GlueClient;
beforeAll(async () => {
  server = await startTestServer();
  glue = server.client(GlueClient);
});
afterAll(() => server.close());

const refusal = async (
  promise: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> => {
  const error = (await promise.then(
    () => expect.unreachable("it must be refused"),
    (reason: unknown) => reason,
  )) as { name: string; message: string; $metadata?: { httpStatusCode?: number } };
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
};

describe("behaviour", () => {
  test("a database is created with its description, location and parameters, and its name in lower case", async () => {
    await glue.send(
      new CreateDatabaseCommand({
        DatabaseInput: {
          Name: "Sales_DB",
          Description: "sales",
          LocationUri: "s3://b/sales/",
          Parameters: { team: "ml" },
        },
      }),
    );
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: "SALES_db" }));
    expect(Database).toMatchObject({
      Name: "sales_db",
      Description: "sales",
      LocationUri: "s3://b/sales/",
      Parameters: { team: "ml" },
      CatalogId: server.accountId,
    });
    expect(Database?.CreateTime).toBeInstanceOf(Date);
  });

  test("an update replaces all but the name and the time of creation", async () => {
    await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: "changing", Description: "one", Parameters: { a: "1" } } }),
    );
    const before = await glue.send(new GetDatabaseCommand({ Name: "changing" }));
    await glue.send(
      new UpdateDatabaseCommand({ Name: "changing", DatabaseInput: { Name: "ignored", Description: "two" } }),
    );
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: "changing" }));
    expect(Database).toMatchObject({ Name: "changing", Description: "two", CreateTime: before.Database?.CreateTime });
    expect(Database?.Parameters).toBeUndefined();
  });

  test("databases are listed in name order, page by page", async () => {
    for (const name of ["page_b", "page_a", "page_c"])
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name } }));
    const names: string[] = [];
    let pages = 0;
    for await (const page of paginateGetDatabases({ client: glue, pageSize: 2 }, {})) {
      names.push(...(page.DatabaseList ?? []).map((database) => database.Name ?? ""));
      pages += 1;
    }
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(["page_a", "page_b", "page_c"]));
    expect(pages).toBe(Math.ceil(names.length / 2));
  });

  test("a deleted database takes its tables with it, and a new one of that name is empty", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "phoenix" } }));
    await glue.send(new CreateTableCommand({ DatabaseName: "phoenix", TableInput: { Name: "feather" } }));
    await glue.send(new DeleteDatabaseCommand({ Name: "Phoenix" }));
    expect(await refusal(glue.send(new GetTableCommand({ DatabaseName: "phoenix", Name: "feather" })))).toMatchObject({
      message: "Database phoenix not found.",
    });
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "phoenix" } }));
    expect((await glue.send(new GetTablesCommand({ DatabaseName: "phoenix" }))).TableList).toEqual([]);
  });

  test("tags of a database are set, added, removed and read by ARN", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "tagged" }, Tags: { a: "1" } }));
    const ResourceArn = `arn:aws:glue:${server.region}:${server.accountId}:database/tagged`;
    await glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { b: "2", c: "3" } }));
    await glue.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ["a", "absent"] }));
    expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: "2", c: "3" });
  });

  test("databases of one Region are not seen in another", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "here_only" } }));
    const elsewhere = new GlueClient({ ...server.clientConfig, region: "eu-west-1" });
    expect((await refusal(elsewhere.send(new GetDatabaseCommand({ Name: "here_only" })))).name).toBe(
      "EntityNotFoundException",
    );
    elsewhere.destroy();
  });
});

describe("errors", () => {
  test("a catalog that is no account's is not found", async () => {
    expect(await refusal(glue.send(new GetDatabasesCommand({ CatalogId: "s3tablescatalog" })))).toEqual({
      name: "EntityNotFoundException",
      message: "Catalog s3tablescatalog not found.",
      status: 400,
    });
  });

  test("an absent database is EntityNotFoundException for every operation on it", async () => {
    const wanted = { name: "EntityNotFoundException", message: "Database absent not found.", status: 400 };
    expect(await refusal(glue.send(new GetDatabaseCommand({ Name: "Absent" })))).toEqual(wanted);
    expect(await refusal(glue.send(new DeleteDatabaseCommand({ Name: "absent" })))).toEqual(wanted);
    expect(
      await refusal(glue.send(new UpdateDatabaseCommand({ Name: "absent", DatabaseInput: { Name: "absent" } }))),
    ).toEqual(wanted);
    expect(
      await refusal(glue.send(new CreateTableCommand({ DatabaseName: "absent", TableInput: { Name: "t" } }))),
    ).toEqual(wanted);
  });

  test("a name that is taken in any case is AlreadyExistsException", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "taken" } }));
    expect(await refusal(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "TAKEN" } })))).toEqual({
      name: "AlreadyExistsException",
      message: "Database already exists.",
      status: 400,
    });
  });

  test("a resource link is refused, not kept as an empty database", async () => {
    const link = { Name: "link", TargetDatabase: { CatalogId: "1", DatabaseName: "x" } };
    expect((await refusal(glue.send(new CreateDatabaseCommand({ DatabaseInput: link })))).status).toBe(501);
    expect((await refusal(glue.send(new GetDatabaseCommand({ Name: "link" })))).name).toBe("EntityNotFoundException");
  });

  test("a token that the service did not write is InvalidInputException", async () => {
    expect((await refusal(glue.send(new GetDatabasesCommand({ NextToken: "forged" })))).name).toBe(
      "InvalidInputException",
    );
  });

  test("tags of what cannot be tagged or does not exist are refused", async () => {
    const arn = (resource: string): string => `arn:aws:glue:${server.region}:${server.accountId}:${resource}`;
    expect((await refusal(glue.send(new GetTagsCommand({ ResourceArn: arn("database/nowhere") })))).name).toBe(
      "EntityNotFoundException",
    );
    expect((await refusal(glue.send(new GetTagsCommand({ ResourceArn: arn("table/a/b") })))).name).toBe(
      "InvalidInputException",
    );
  });
});

describe("limits", () => {
  test("a name has 1 to 255 characters on one line", async () => {
    for (const Name of ["", "x".repeat(256), "two\nlines"]) {
      expect((await refusal(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } })))).name).toBe(
        "ValidationException",
      );
    }
  });

  test("a page has 1 to 100 databases", async () => {
    for (const MaxResults of [0, 101])
      expect((await refusal(glue.send(new GetDatabasesCommand({ MaxResults })))).name).toBe("ValidationException");
  });
});
