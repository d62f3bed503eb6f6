// The project's outputs lie elsewhere than its sources do, so these paths name outputs; types alone come from there.
export type { Report } from '../src/model/report.js';
export type { Stage } from '../src/model/stage.js';
