/** S3 as s3fs and fsspec drive it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "s3fs", script: "s3fs_files.py", modules: ["s3fs"] });
