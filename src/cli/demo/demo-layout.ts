/**
 * The names the demo uses, in one place: buckets, prefixes, databases, and the raw files with where they go.
 */
export const RAW_BUCKET = "lakebed-demo-raw";
export const CURATED_BUCKET = "lakebed-demo-curated";
export const RESULTS_BUCKET = "lakebed-demo-results";
export const RAW_DATABASE = "raw";
export const CURATED_DATABASE = "curated";
export const CRAWLER = "demo-raw-zone";
/** The role the crawler works as, and the user who trains the model. */
export const CRAWLER_ROLE = "demo-crawler";
export const SCIENTIST = "demo-scientist";
export const FEATURE_TABLE = "flight_features";
export const FEATURE_PREFIX = "flight_features/";
export const RESULTS_LOCATION: string = `s3://${RESULTS_BUCKET}/athena/`;

export interface RawFile {
  /** File name in the `vega-datasets` package's data folder. */
  readonly file: string;
  readonly key: string;
  readonly contentType: string;
}

/** Structured (Parquet, CSV), semi-structured (JSON) and unstructured (images) raw data. */
export const RAW_FILES: readonly RawFile[] = [
  { file: "flights-3m.parquet", key: "flights/flights-3m.parquet", contentType: "application/vnd.apache.parquet" },
  { file: "seattle-weather.csv", key: "weather/seattle-weather.csv", contentType: "text/csv" },
  { file: "airports.csv", key: "airports/airports.csv", contentType: "text/csv" },
  { file: "movies.json", key: "movies/movies.json", contentType: "application/json" },
  { file: "7zip.png", key: "images/7zip.png", contentType: "image/png" },
  { file: "ffox.png", key: "images/ffox.png", contentType: "image/png" },
  { file: "gimp.png", key: "images/gimp.png", contentType: "image/png" },
];

/** Files of this size and more are uploaded in parts. */
export const MULTIPART_THRESHOLD_BYTES: number = 8 * 1024 * 1024;
export const PART_BYTES: number = 5 * 1024 * 1024;
