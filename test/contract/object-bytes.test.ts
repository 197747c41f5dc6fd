import { openMemoryStorage } from "../../src/storage/memory-storage.ts";
import { objectBytesSuite } from "./object-bytes-suite.ts";

objectBytesSuite("memory", (runtime) => openMemoryStorage(runtime, { replay: true }));
