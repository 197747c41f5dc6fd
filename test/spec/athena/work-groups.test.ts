/** Work groups and their tags, named queries, prepared statements, and the catalog seen through Athena. */
import {
  BatchGetNamedQueryCommand,
  BatchGetPreparedStatementCommand,
  CreateNamedQueryCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeletePreparedStatementCommand,
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetNamedQueryCommand,
  GetPreparedStatementCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListDataCatalogsCommand,
  ListEngineVersionsCommand,
  ListNamedQueriesCommand,
  ListNotebookMetadataCommand,
  ListPreparedStatementsCommand,
  ListTableMetadataCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
  StartSessionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNamedQueryCommand,
  UpdatePreparedStatementCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type AthenaWorld, DATA, openWorld, RESULTS, vegaData } from "./world.ts";

let world: AthenaWorld;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
  await world.put("flights/flights.parquet", await vegaData("flights-3m.parquet"));
  await world.query(
    `CREATE EXTERNAL TABLE flights (date timestamp, delay bigint, distance bigint, origin string, destination string) STORED AS PARQUET LOCATION 's3://${DATA}/flights/'`,
  );
});

afterAll(() => world.close());

const invalid = (promise: Promise<unknown>, message: RegExp | string): Promise<unknown> =>
  expectServiceError(promise, { name: "InvalidRequestException", status: 400, message });

describe("work groups", () => {
  it("has primary from the start, which enforces nothing and cannot be deleted", async () => {
    const { WorkGroup } = await world.athena.send(new GetWorkGroupCommand({ WorkGroup: "primary" }));
    expect(WorkGroup).toMatchObject({
      Name: "primary",
      State: "ENABLED",
      Configuration: {
        EnforceWorkGroupConfiguration: false,
        EngineVersion: { EffectiveEngineVersion: "Athena engine version 3" },
      },
    });
    expect(WorkGroup?.CreationTime).toBeUndefined();
    await invalid(world.athena.send(new DeleteWorkGroupCommand({ WorkGroup: "primary" })), /primary workgroup/);
  });

  it("enforce their output location over the query's, unless told otherwise", async () => {
    const Configuration = { ResultConfiguration: { OutputLocation: `s3://${RESULTS}/team/` } };
    await world.athena.send(new CreateWorkGroupCommand({ Name: "team", Configuration, Description: "a team" }));
    const enforced = await world.execute("SELECT 1", { WorkGroup: "team" });
    expect(enforced.ResultConfiguration?.OutputLocation).toBe(`s3://${RESULTS}/team/${enforced.QueryExecutionId}.csv`);
    await world.athena.send(
      new UpdateWorkGroupCommand({ WorkGroup: "team", ConfigurationUpdates: { EnforceWorkGroupConfiguration: false } }),
    );
    const free = await world.execute("SELECT 1", { WorkGroup: "team" });
    expect(free.ResultConfiguration?.OutputLocation).toBe(`s3://${RESULTS}/out/${free.QueryExecutionId}.csv`);
  });

  it("cancel a query that would scan more than their cutoff, before it reads", async () => {
    const Configuration = { BytesScannedCutoffPerQuery: 10_000_000, EnforceWorkGroupConfiguration: false };
    await world.athena.send(new CreateWorkGroupCommand({ Name: "frugal", Configuration }));
    const { Status } = await world.execute("SELECT * FROM flights", { WorkGroup: "frugal" });
    expect(Status).toMatchObject({ State: "CANCELLED", StateChangeReason: "Bytes scanned limit was exceeded" });
    expect((await world.execute("SELECT max(delay) FROM flights", { WorkGroup: "frugal" })).Status?.State).toBe(
      "SUCCEEDED",
    );
    await invalid(
      world.athena.send(new CreateWorkGroupCommand({ Name: "x", Configuration: { BytesScannedCutoffPerQuery: 1 } })),
      /bytesScannedCutoffPerQuery/,
    );
  });

  it("refuse queries while disabled", async () => {
    await world.athena.send(new CreateWorkGroupCommand({ Name: "closed" }));
    await world.athena.send(new UpdateWorkGroupCommand({ WorkGroup: "closed", State: "DISABLED" }));
    await invalid(world.execute("SELECT 1", { WorkGroup: "closed" }), "WorkGroup closed is disabled.");
  });

  it("are listed, and deleted when empty or recursively", async () => {
    const { WorkGroups } = await world.athena.send(new ListWorkGroupsCommand({}));
    expect(WorkGroups?.map(({ Name }) => Name)).toEqual(["primary", "closed", "frugal", "team"]);
    await invalid(world.athena.send(new DeleteWorkGroupCommand({ WorkGroup: "team" })), "WorkGroup team is not empty");
    await world.athena.send(new DeleteWorkGroupCommand({ WorkGroup: "team", RecursiveDeleteOption: true }));
    await invalid(world.athena.send(new GetWorkGroupCommand({ WorkGroup: "team" })), "WorkGroup team is not found.");
    await invalid(world.athena.send(new CreateWorkGroupCommand({ Name: "frugal" })), "WorkGroup is already created");
  });

  it("carry tags", async () => {
    const ResourceARN = `arn:aws:athena:${world.server.region}:${world.server.accountId}:workgroup/frugal`;
    await world.athena.send(
      new TagResourceCommand({
        ResourceARN,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await world.athena.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    expect((await world.athena.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
    const missing = ResourceARN.replace("frugal", "nope");
    await expectServiceError(world.athena.send(new ListTagsForResourceCommand({ ResourceARN: missing })), {
      name: "ResourceNotFoundException",
      status: 400,
    });
  });
});

describe("named queries", () => {
  it("are kept, listed, changed and deleted", async () => {
    const { NamedQueryId } = await world.athena.send(
      new CreateNamedQueryCommand({ Name: "ones", Database: "db", QueryString: "SELECT 1", Description: "d" }),
    );
    expect((await world.athena.send(new GetNamedQueryCommand({ NamedQueryId }))).NamedQuery).toEqual({
      Name: "ones",
      Database: "db",
      QueryString: "SELECT 1",
      Description: "d",
      NamedQueryId,
      WorkGroup: "primary",
    });
    expect((await world.athena.send(new ListNamedQueriesCommand({}))).NamedQueryIds).toEqual([NamedQueryId]);
    await world.athena.send(new UpdateNamedQueryCommand({ NamedQueryId, Name: "twos", QueryString: "SELECT 2" }));
    const batch = await world.athena.send(
      new BatchGetNamedQueryCommand({ NamedQueryIds: [NamedQueryId ?? "", "nope"] }),
    );
    expect(batch.NamedQueries).toMatchObject([{ Name: "twos", QueryString: "SELECT 2" }]);
    expect(batch.UnprocessedNamedQueryIds).toMatchObject([{ NamedQueryId: "nope" }]);
    await world.athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
    await invalid(world.athena.send(new GetNamedQueryCommand({ NamedQueryId })), /was not found/);
  });
});

describe("prepared statements", () => {
  it("run by EXECUTE with values in place of the markers", async () => {
    await world.athena.send(
      new CreatePreparedStatementCommand({
        StatementName: "by_origin",
        WorkGroup: "primary",
        QueryStatement: "SELECT count(*) FROM flights WHERE origin = ?",
      }),
    );
    expect((await world.query("EXECUTE by_origin USING 'SFO'")).rows).toEqual([["60869"]]);
    expect((await world.query("EXECUTE by_origin", { ExecutionParameters: ["'SFO'"] })).rows).toEqual([["60869"]]);
  });

  it("are the same whether the API or PREPARE made them", async () => {
    await world.query("PREPARE doubled FROM SELECT ? * 2");
    const { PreparedStatement } = await world.athena.send(
      new GetPreparedStatementCommand({ StatementName: "doubled", WorkGroup: "primary" }),
    );
    expect(PreparedStatement).toMatchObject({
      StatementName: "doubled",
      QueryStatement: "SELECT ? * 2",
      WorkGroupName: "primary",
    });
    await world.athena.send(
      new UpdatePreparedStatementCommand({
        StatementName: "doubled",
        WorkGroup: "primary",
        QueryStatement: "SELECT ? * 3",
      }),
    );
    expect((await world.query("EXECUTE doubled USING 7")).rows).toEqual([["21"]]);
    expect(
      (await world.athena.send(new ListPreparedStatementsCommand({ WorkGroup: "primary" }))).PreparedStatements?.map(
        ({ StatementName }) => StatementName,
      ),
    ).toEqual(["by_origin", "doubled"]);
    const batch = await world.athena.send(
      new BatchGetPreparedStatementCommand({ PreparedStatementNames: ["doubled", "nope"], WorkGroup: "primary" }),
    );
    expect([batch.PreparedStatements?.length, batch.UnprocessedPreparedStatementNames?.length]).toEqual([1, 1]);
    await world.query("DEALLOCATE PREPARE doubled");
    expect(await world.reason("EXECUTE doubled USING 7")).toMatch(/Prepared statement not found: doubled/);
    await expectServiceError(
      world.athena.send(new DeletePreparedStatementCommand({ StatementName: "doubled", WorkGroup: "primary" })),
      { name: "ResourceNotFoundException", status: 400 },
    );
  });
});

describe("the catalog through Athena", () => {
  it("is AwsDataCatalog and nothing else", async () => {
    expect((await world.athena.send(new ListDataCatalogsCommand({}))).DataCatalogsSummary).toMatchObject([
      { CatalogName: "AwsDataCatalog", Type: "GLUE" },
    ]);
    expect((await world.athena.send(new GetDataCatalogCommand({ Name: "AwsDataCatalog" }))).DataCatalog).toMatchObject({
      Type: "GLUE",
      Parameters: { "catalog-id": world.server.accountId },
    });
    await invalid(world.athena.send(new GetDataCatalogCommand({ Name: "nope" })), "Data catalog nope was not found");
  });

  it("shows databases and tables with their columns", async () => {
    expect(
      (await world.athena.send(new GetDatabaseCommand({ CatalogName: "AwsDataCatalog", DatabaseName: "db" }))).Database,
    ).toMatchObject({ Name: "db" });
    expect(
      (await world.athena.send(new ListDatabasesCommand({ CatalogName: "AwsDataCatalog" }))).DatabaseList?.map(
        ({ Name }) => Name,
      ),
    ).toContain("db");
    const { TableMetadata } = await world.athena.send(
      new GetTableMetadataCommand({ CatalogName: "AwsDataCatalog", DatabaseName: "db", TableName: "flights" }),
    );
    expect(TableMetadata).toMatchObject({
      Name: "flights",
      TableType: "EXTERNAL_TABLE",
      Parameters: { location: `s3://${DATA}/flights/` },
    });
    expect(TableMetadata?.Columns?.map(({ Name, Type }) => [Name, Type])).toContainEqual(["delay", "bigint"]);
    await expectServiceError(
      world.athena.send(
        new GetTableMetadataCommand({ CatalogName: "AwsDataCatalog", DatabaseName: "db", TableName: "nope" }),
      ),
      { name: "MetadataException", status: 400 },
    );
  });

  it("pages tables by name", async () => {
    for (const name of ["a", "b", "c"])
      await world.query(`CREATE EXTERNAL TABLE page_${name} (x int) LOCATION 's3://${DATA}/page/'`);
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.athena.send(
        new ListTableMetadataCommand({
          CatalogName: "AwsDataCatalog",
          DatabaseName: "db",
          Expression: "page*",
          MaxResults: 2,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      names.push(...(page.TableMetadataList ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(names).toEqual(["page_a", "page_b", "page_c"]);
  });
});

describe("operations", () => {
  it("name the engine version", async () => {
    expect((await world.athena.send(new ListEngineVersionsCommand({}))).EngineVersions).toContainEqual({
      SelectedEngineVersion: "AUTO",
      EffectiveEngineVersion: "Athena engine version 3",
    });
  });

  it("of Spark and notebooks say that they are missing", async () => {
    await expectServiceError(
      world.athena.send(
        new StartSessionCommand({ WorkGroup: "primary", EngineConfiguration: { MaxConcurrentDpus: 1 } }),
      ),
      { name: "NotImplemented", status: 501, message: /Spark/ },
    );
    await expectServiceError(world.athena.send(new ListNotebookMetadataCommand({ WorkGroup: "primary" })), {
      name: "NotImplemented",
      status: 501,
    });
  });
});

describe("the primary work group, once changed", () => {
  it("was created then", async () => {
    await world.athena.send(new UpdateWorkGroupCommand({ WorkGroup: "primary", Description: "ours" }));
    const { WorkGroup } = await world.athena.send(new GetWorkGroupCommand({ WorkGroup: "primary" }));
    expect(WorkGroup?.Description).toBe("ours");
    expect(WorkGroup?.CreationTime?.getUTCFullYear()).toBeGreaterThan(2000);
  });
});
