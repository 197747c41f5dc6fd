/**
 * The demo from raw files to a trained model: an ordered list of steps over SDK clients. It can be run again on the same data: uploads
 * overwrite, the crawler updates, the curated table is dropped (with its files) and made anew.
 */
import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { crawlRawZone, describeTable } from "./crawl-raw.ts";
import { createDemoClients, type DemoTarget } from "./demo-clients.ts";
import { CURATED_BUCKET, FEATURE_PREFIX, RAW_BUCKET, RAW_DATABASE, RESULTS_LOCATION } from "./demo-layout.ts";
import { COUNT_FEATURES, CREATE_FEATURES, DROP_FEATURES, RAW_QUERIES } from "./demo-queries.ts";
import { type DemoReport, formatBytes, formatCount, renderTable } from "./demo-report.ts";
import { ensureCrawlerRole, ensureScientist, refusalOfRawZone } from "./people.ts";
import { runAthena } from "./run-athena.ts";
import { trainModel } from "./train-model.ts";
import { uploadRawZone } from "./upload-raw.ts";

type Sleep = (ms: number) => Promise<void>;

async function emptyPrefix(s3: S3Client, bucket: string, prefix: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    if (Contents.length === 0) return;
    await s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
      }),
    );
  }
}

export async function runDemo(target: DemoTarget, report: DemoReport, sleep: Sleep): Promise<void> {
  const clients = createDemoClients(target);
  const { s3, glue, athena, iam } = clients;
  try {
    await report.step("upload raw files to S3", (update) => uploadRawZone(s3, update));
    const { tables } = await report.step("crawl them into the Glue catalog", async () =>
      crawlRawZone(glue, await ensureCrawlerRole(iam), sleep),
    );
    for (const table of tables) report.note(describeTable(table));

    for (const query of RAW_QUERIES) {
      const run = await report.step(`Athena: ${query.title}`, async () => {
        const { rows, scannedBytes } = await runAthena(athena, query.sql, sleep);
        return { rows: rows.length - 1, bytes: scannedBytes, result: rows };
      });
      const [header = [], ...rows] = run.result;
      for (const line of renderTable(header, rows).split("\n")) report.note(line);
    }

    const features = await report.step("Athena: CREATE TABLE AS, curated features", async () => {
      await runAthena(athena, DROP_FEATURES, sleep);
      await emptyPrefix(s3, CURATED_BUCKET, FEATURE_PREFIX);
      const { scannedBytes } = await runAthena(athena, CREATE_FEATURES, sleep);
      const { rows } = await runAthena(athena, COUNT_FEATURES, sleep);
      const rowCount = rows.slice(1).reduce((sum, row) => sum + Number(row[1]), 0);
      return { objects: rows.length - 1, rows: rowCount, bytes: scannedBytes, rowCount };
    });
    report.note(
      `${formatCount(features.rowCount)} rows in ${features.objects} monthly partitions at s3://${CURATED_BUCKET}/${FEATURE_PREFIX}`,
    );

    const { keys } = await report.step("IAM: a data scientist who may read the features", () => ensureScientist(iam));
    const scientist = clients.s3As(keys);
    const refusal = await refusalOfRawZone(scientist);
    report.note(`reaching for the raw zone as the scientist: ${refusal ?? "let in, which is a bug"}`);

    const trained = await report.step("fit a model as the scientist, by ranged reads", (update) =>
      trainModel(scientist, update),
    );
    report.note(
      `trained on ${formatCount(trained.trainingRows)} flights, tested on ${formatCount(trained.testRows)} of the following month`,
    );
    report.note(`${formatCount(trained.requests)} ranged GETs, ${formatBytes(trained.bytes)}`);
    report.note(
      `error of the model: ${trained.rmse.toFixed(2)} min RMSE;  of always saying the mean: ${trained.baselineRmse.toFixed(2)} min`,
    );
  } finally {
    clients.close();
  }
}

/** What to type next. */
export function lookAround(target: DemoTarget, envCommand: string): string {
  return `
Look around (in another terminal):
  ${envCommand}
  aws s3 ls --recursive s3://${RAW_BUCKET}/
  aws s3 ls --recursive s3://${CURATED_BUCKET}/
  aws glue get-tables --database-name ${RAW_DATABASE} --query 'TableList[].[Name,Parameters.classification]' --output table
  aws athena start-query-execution --query-string 'SELECT * FROM curated.flight_features LIMIT 5' \\
      --result-configuration OutputLocation=${RESULTS_LOCATION}
  aws athena get-query-results --output table --query-execution-id <the id it printed>

From JavaScript (Python's boto3 takes the same settings as endpoint_url= and region_name=):
  import { S3Client, ListObjectsV2Command } from "@aws-sdk/client-s3";
  const s3 = new S3Client({ endpoint: "${target.endpoint}", region: "${target.region}", forcePathStyle: true });
  console.log((await s3.send(new ListObjectsV2Command({ Bucket: "${RAW_BUCKET}" }))).Contents);
`;
}
