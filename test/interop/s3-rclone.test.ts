/** S3 as rclone drives it. */
import { describeForeignClient } from "../support/foreign-client.ts";

describeForeignClient({ name: "rclone", script: "rclone_remote.py", program: ["rclone", "version"] });
