/** S3 Metadata and S3 Tables below PyIceberg, DuckDB's iceberg extension and pyarrow. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({
  name: "Iceberg readers and writers",
  script: "iceberg_tables.py",
  modules: ["pyiceberg", "pyarrow", "duckdb", "duckdb_extension_iceberg", "duckdb_extension_avro", "boto3"],
});
