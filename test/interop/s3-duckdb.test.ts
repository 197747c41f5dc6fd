/** S3 below DuckDB's httpfs extension. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({
  name: "DuckDB httpfs",
  script: "duckdb_httpfs.py",
  modules: ["duckdb", "duckdb_extension_httpfs", "boto3"],
});
