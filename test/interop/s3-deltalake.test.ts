/** S3 below Delta tables, committed by conditional writes. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "delta-rs", script: "deltalake_tables.py", modules: ["deltalake", "pyarrow"] });
