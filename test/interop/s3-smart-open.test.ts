/** S3 as smart-open drives it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "smart-open", script: "smart_open_streams.py", modules: ["smart_open", "boto3"] });
