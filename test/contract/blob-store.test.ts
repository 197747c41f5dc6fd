import { BLOB_ENGINES } from "./blob-engines.ts";
import { blobStoreSuite } from "./blob-store-suite.ts";

for (const engine of BLOB_ENGINES) blobStoreSuite(engine);
