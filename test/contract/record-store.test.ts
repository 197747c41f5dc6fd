import { RECORD_ENGINES } from "./record-engines.ts";
import { recordStoreSuite } from "./record-store-suite.ts";

for (const engine of RECORD_ENGINES) recordStoreSuite(engine, { propertyRuns: 60, isOrdered: true });
