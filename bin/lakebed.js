#!/usr/bin/env node
// The entry of the `lakebed` command. Its only work beside starting the program: the AWS SDK prints a notice about Node 20 when a
// client is made; which Node Lakebed supports is Lakebed's business, so the SDK's own switch silences it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
try {
  await import("../dist/main.js");
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND" || !String(error.message).includes("dist/main.js")) throw error;
  process.stderr.write('lakebed: not built yet. Run "npm start", "npm run demo" or "npm test" once in the clone.\n');
  process.exit(2);
}
