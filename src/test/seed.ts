/*
 * The seed of all that is generated in tests. `npm test` gives one that hangs on the sources alone: the same tree is asked
 * the same questions wherever it is tested, and a changed tree others. SSHWHY_SEED=N asks again what N asked.
 */
import fc from 'fast-check';

export const seed = Number(process.env['SSHWHY_SEED'] ?? Date.now() % 2 ** 31);

// Loaded before the tests (scripts/test.mjs), it holds for every property.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
