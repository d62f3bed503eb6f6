/** The public API: pure, the same in Node and in a browser. */
export { causes } from './causes/registry.gen.ts';
export { diagnose } from './diagnose.ts';
export { derive } from './infer/derive.ts';
export type { Bundle } from './model/bundle.ts';
export type { Cause, Example, Fix } from './model/cause.ts';
export type { Evidence, Locator } from './model/evidence.ts';
export type { Observation, ObservationKind, Reading } from './model/observation.ts';
export type { Report, Verdict } from './model/report.ts';
export type { Stage, Symptom } from './model/stage.ts';
export { stages } from './model/stage.ts';
export { read } from './read.ts';
export { recognise } from './recognise.ts';
