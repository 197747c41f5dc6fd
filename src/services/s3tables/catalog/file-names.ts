/** How the files of a table are named in its warehouse. Nobody relies on it: readers follow the names in the files. */
export const METADATA_CONTENT_TYPE = "application/json";
export const AVRO_CONTENT_TYPE = "application/octet-stream";
export const PARQUET_CONTENT_TYPE = "application/vnd.apache.parquet";
