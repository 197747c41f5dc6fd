/**
 * Step 5: fit a small model by streaming the curated table out of S3. Only the byte ranges of the columns in use are read,
 * row group by row group: the way any Parquet reader trains from a lake.
 */
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { CURATED_BUCKET, FEATURE_PREFIX } from "./demo-layout.ts";
import { formatCount, type StepFigures } from "./demo-report.ts";
import { type LinearModel, NormalEquations, predict, type SparseRow } from "./linear-model.ts";

/** The target first, then the features. */
const COLUMNS: readonly string[] = [
  "delay_min",
  "distance_mi",
  "hour_of_day",
  "day_of_week",
  "origin_latitude",
  "origin_longitude",
  "delay_hour_before_min",
  "seattle_rain_mm",
];
/** Months up to this one train the model; later ones test it. */
const LAST_TRAINING_MONTH = 5;
const HOURS = 24;
const DAYS = 7;
/** One constant and 6 numbers; then one column for each hour and each day of the week, of which a row has one each. */
const DENSE = 1 + 6;
const WIDTH = DENSE + HOURS + DAYS;

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
      const { Body } = await s3.send(
        new GetObjectCommand({ Bucket: CURATED_BUCKET, Key: key, Range: `bytes=${start}-${end - 1}` }),
      );
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
      counters.bytes += bytes.length;
      counters.requests += 1;
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}

/** One row group: a column of numbers for each name in COLUMNS, in that order. */
interface Batch {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

/** The columns of one row group at a time. */
async function* readBatches(file: AsyncBuffer, metadata: FileMetaData): AsyncGenerator<Batch> {
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const columns = COLUMNS.map(() => new Float64Array(rows));
    const offset = rowStart;
    await parquetRead({
      file,
      metadata,
      columns: [...COLUMNS],
      rowStart,
      rowEnd: rowStart + rows,
      onChunk({ columnName, columnData, rowStart: chunkStart }) {
        const column = columns[COLUMNS.indexOf(columnName)];
        for (let i = 0; column !== undefined && i < columnData.length; i += 1)
          column[chunkStart + i - offset] = Number(columnData[i]);
      },
    });
    yield { rows, columns };
    rowStart += rows;
  }
}

/** Puts row `index` of the batch into `row`; returns its target. */
function fillFeatures({ columns }: Batch, index: number, row: SparseRow): number {
  const at = (column: number): number => columns[column]?.[index] ?? 0;
  const { columns: places, values } = row;
  values[1] = at(1) / 1000;
  values[2] = at(4) / 10;
  values[3] = at(5) / 10;
  values[4] = at(6) / 10;
  values[5] = Math.max(0, at(6) - 30) / 10;
  values[6] = at(7);
  places[7] = DENSE + (at(2) % HOURS);
  places[8] = DENSE + HOURS + (at(3) % DAYS);
  return at(0);
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
  const row: SparseRow = {
    columns: Uint8Array.from({ length: DENSE + 2 }, (_, column) => column),
    values: new Float64Array(DENSE + 2).fill(1),
  };

  async function forEachRow(keys: readonly string[], what: string, visit: (target: number) => void): Promise<number> {
    let seen = 0;
    for (const key of keys) {
      const file = await openObject(s3, key, counters);
      const metadata = await parquetMetadataAsync(file);
      for await (const batch of readBatches(file, metadata)) {
        for (let i = 0; i < batch.rows; i += 1) visit(fillFeatures(batch, i, row));
        seen += batch.rows;
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
