/**
 * The wire forms, loaded at the first request that needs one: their codecs cost 40 ms of the start of a process that may wait long for
 * its first client.
 */
import type { ProtocolName } from "../model/service-model.ts";
import type { Protocol } from "../protocol/protocol.ts";

export type WireForms = (name: ProtocolName) => Protocol;

let loaded: WireForms | undefined;

/** At once when they are loaded, so that later requests wait for nothing. */
export function wireForms(): WireForms | Promise<WireForms> {
  return loaded ?? loadWireForms();
}

async function loadWireForms(): Promise<WireForms> {
  const { protocolOf } = await import("../protocol/protocols.ts");
  loaded = protocolOf;
  return protocolOf;
}
