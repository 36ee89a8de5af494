export { type Catalog, createCatalog } from "./catalog.ts";
export { EDGE_CASE_NAMES } from "./edge-case-names.ts";
export { startEmulator } from "./emulator.ts";
export {
  type Edit,
  type Fault,
  type FaultPlan,
  type FaultRule,
  fault,
  type PlannedFault,
} from "./faults.ts";
export { generateLibrary, type LibrarySpec } from "./generate.ts";
export { jpegNamed } from "./image.ts";
export * from "./library.ts";
export type { RateWindow } from "./limits.ts";
export * from "./mutate.ts";
export { generateNearMisses, type NearMisses, type WantedSong } from "./near-misses.ts";
export type { Emulator, EmulatorOptions, RequestRecord } from "./options.ts";
export { quirk, tombstone } from "./quirks.ts";
export { ALL_SCOPES } from "./scopes.ts";
