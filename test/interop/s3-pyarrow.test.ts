/** S3 as Arrow's file system and data sets drive it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "pyarrow.fs", script: "pyarrow_files.py", modules: ["pyarrow"] });
