import { expect, test } from "vitest";
import { giveBackChunk, narrowChunk, POOLED_CHUNK_BYTES, takeChunk } from "./chunk-pool.ts";

test("A chunk that was given back is taken again.", () => {
  const chunk = takeChunk();
  expect(chunk.length).toBe(POOLED_CHUNK_BYTES);
  giveBackChunk(chunk);
  expect(takeChunk().buffer).toBe(chunk.buffer);
});

test("A chunk that was given back twice is not taken twice.", () => {
  const chunk = takeChunk();
  giveBackChunk(chunk);
  giveBackChunk(chunk);
  expect(takeChunk().buffer).toBe(chunk.buffer);
  expect(takeChunk().buffer).not.toBe(chunk.buffer);
});

test("A part of a chunk is not taken for the chunk.", () => {
  const chunk = takeChunk();
  giveBackChunk(chunk.subarray(1));
  expect(takeChunk().buffer).not.toBe(chunk.buffer);
});

test("Memory from elsewhere is not taken, whatever its size.", () => {
  const foreign = Buffer.allocUnsafeSlow(POOLED_CHUNK_BYTES);
  giveBackChunk(foreign);
  expect(takeChunk().buffer).not.toBe(foreign.buffer);
});

test("A part that stands for its chunk gives it back, and the chunk itself no more.", () => {
  const chunk = takeChunk();
  const part = narrowChunk(chunk, chunk.subarray(1, 100));
  giveBackChunk(chunk);
  expect(takeChunk().buffer).not.toBe(chunk.buffer);
  giveBackChunk(part);
  expect(takeChunk().buffer).toBe(chunk.buffer);
});
