/** S3 as s3cmd drives it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "s3cmd", script: "s3cmd_tool.py", program: ["s3cmd", "--version"] });
