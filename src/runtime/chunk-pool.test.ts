import { expect, test } from "vitest";
import { giveBackChunk, lendChunk, narrowChunk, POOLED_CHUNK_BYTES, takeChunk } from "./chunk-pool.ts";

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

test("A lent chunk is freed by the part that stands for it, and by nothing else.", () => {
  const chunk = Buffer.allocUnsafeSlow(64 * 1024);
  lendChunk(chunk);
  giveBackChunk(chunk.subarray(0));
  expect(chunk).toHaveLength(64 * 1024);
  const part = narrowChunk(chunk, chunk.subarray(5));
  giveBackChunk(chunk);
  expect(chunk).toHaveLength(64 * 1024);
  giveBackChunk(part);
  expect([chunk.length, part.length]).toEqual([0, 0]);
});

test("Memory that a chunk shares with others is not lent.", () => {
  const memory = Buffer.allocUnsafeSlow(64 * 1024);
  const chunk = memory.subarray(0, 32 * 1024);
  lendChunk(chunk);
  giveBackChunk(chunk);
  expect(chunk).toHaveLength(32 * 1024);
});
