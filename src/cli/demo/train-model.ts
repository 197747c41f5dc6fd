/**
 * Step 5: fit a small model by streaming the curated table out of S3. Only the byte ranges of the columns in use are read,
 * row group by row group: the way any Parquet reader trains from a lake.
 */
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { CURATED_BUCKET, FEATURE_PREFIX } from "./demo-layout.ts";
import { formatCount, type StepFigures } from "./demo-report.ts";
import { type LinearModel, NormalEquations, predict } from "./linear-model.ts";

const TARGET = "delay_min";
const COLUMNS = [TARGET, "distance_mi", "hour_of_day", "day_of_week", "origin_latitude", "origin_longitude", "delay_hour_before_min", "seattle_rain_mm"];
/** Months up to this one train the model; later ones test it. */
const LAST_TRAINING_MONTH = 5;
const HOURS = 24;
const DAYS = 7;
/** One constant, 6 numbers, one column for each hour and each day of the week. */
const WIDTH = 1 + 6 + HOURS + DAYS;

export interface TrainingResult extends StepFigures {
  readonly trainingRows: number;
  readonly testRows: number;
  readonly bytes: number;
  readonly rmse: number;
  readonly baselineRmse: number;
  readonly requests: number;
}

interface ReadCounters {
  bytes: number;
  requests: number;
}

/** A Parquet file in S3 as hyparquet wants it: every slice is one ranged GET. */
async function openObject(s3: S3Client, key: string, counters: ReadCounters): Promise<AsyncBuffer> {
  const { ContentLength = 0 } = await s3.send(new HeadObjectCommand({ Bucket: CURATED_BUCKET, Key: key }));
  return {
    byteLength: ContentLength,
    async slice(start, end = ContentLength) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: CURATED_BUCKET, Key: key, Range: `bytes=${start}-${end - 1}` }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
      counters.bytes += bytes.length;
      counters.requests += 1;
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}

type Batch = Map<string, ArrayLike<unknown>>;

/** The columns of one row group at a time. */
async function* readBatches(file: AsyncBuffer, metadata: FileMetaData): AsyncGenerator<{ batch: Batch; rows: number }> {
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const batch: Map<string, unknown[]> = new Map(COLUMNS.map((name) => [name, new Array(rows)]));
    const offset = rowStart;
    await parquetRead({
      file,
      metadata,
      columns: COLUMNS,
      rowStart,
      rowEnd: rowStart + rows,
      onChunk({ columnName, columnData, rowStart: chunkStart }) {
        const column = batch.get(columnName);
        for (let i = 0; column !== undefined && i < columnData.length; i += 1) {
          const index = chunkStart + i - offset;
          if (index >= 0 && index < rows) column[index] = columnData[i];
        }
      },
    });
    yield { batch, rows };
    rowStart += rows;
  }
}

function fillFeatures(batch: Batch, index: number, row: Float64Array): void {
  const at = (name: string): number => Number(batch.get(name)?.[index] ?? 0);
  row.fill(0);
  row[0] = 1;
  row[1] = at("distance_mi") / 1000;
  row[2] = at("origin_latitude") / 10;
  row[3] = at("origin_longitude") / 10;
  row[4] = at("delay_hour_before_min") / 10;
  row[5] = Math.max(0, at("delay_hour_before_min") - 30) / 10;
  row[6] = at("seattle_rain_mm");
  row[7 + (at("hour_of_day") % HOURS)] = 1;
  row[7 + HOURS + (at("day_of_week") % DAYS)] = 1;
}

async function listFeatureFiles(s3: S3Client): Promise<{ key: string; month: number }[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: CURATED_BUCKET, Prefix: FEATURE_PREFIX }));
  return Contents.flatMap(({ Key = "" }) => {
    const month = /\/month=(\d+)\//.exec(Key)?.[1];
    return month === undefined ? [] : [{ key: Key, month: Number(month) }];
  });
}

export async function trainModel(s3: S3Client, update: (text: string) => void): Promise<TrainingResult> {
  const counters: ReadCounters = { bytes: 0, requests: 0 };
  const files = await listFeatureFiles(s3);
  const row = new Float64Array(WIDTH);

  async function forEachRow(keys: readonly string[], what: string, visit: (target: number) => void): Promise<number> {
    let seen = 0;
    for (const key of keys) {
      const file = await openObject(s3, key, counters);
      const metadata = await parquetMetadataAsync(file);
      for await (const { batch, rows } of readBatches(file, metadata)) {
        for (let i = 0; i < rows; i += 1) {
          fillFeatures(batch, i, row);
          visit(Number(batch.get(TARGET)?.[i]));
        }
        seen += rows;
        update(`${what}: ${formatCount(seen)} rows`);
      }
    }
    return seen;
  }

  const training = files.filter((file) => file.month <= LAST_TRAINING_MONTH).map((file) => file.key);
  const testing = files.filter((file) => file.month > LAST_TRAINING_MONTH).map((file) => file.key);
  const equations = new NormalEquations(WIDTH);
  const trainingRows = await forEachRow(training, "training", (target) => equations.add(row, target));
  const model: LinearModel = equations.solve();
  let squaredError = 0;
  let baselineSquaredError = 0;
  const testRows = await forEachRow(testing, "testing", (target) => {
    squaredError += (target - predict(model, row)) ** 2;
    baselineSquaredError += (target - equations.meanTarget) ** 2;
  });
  return {
    trainingRows,
    testRows,
    objects: files.length,
    rows: trainingRows + testRows,
    bytes: counters.bytes,
    requests: counters.requests,
    rmse: Math.sqrt(squaredError / Math.max(1, testRows)),
    baselineRmse: Math.sqrt(baselineSquaredError / Math.max(1, testRows)),
  };
}
