import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { diagnose } from '../diagnose.ts';
import { cases } from './lab/cases.ts';

/** The core as one script that leaves its exports in `core`. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../index.js', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'core',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** A world with the language and two encoders, and nothing else: no process, no timers, no console. */
async function bareRealm(): Promise<(code: string) => unknown> {
  const context = createContext({ TextDecoder, TextEncoder }, { codeGeneration: { strings: false, wasm: false } });
  // V8's inspector puts one into each realm.
  runInContext('delete globalThis.console', context);
  runInContext(await script(), context);
  return (code) => runInContext(code, context);
}

describe('where there is no Node', async () => {
  const inRealm = await bareRealm();

  test('there is indeed none', () => {
    const names =
      'process, require, Buffer, setTimeout, setImmediate, console, URL, performance, fetch, window, document';
    for (const name of names.split(', ')) assert.equal(inRealm(`typeof ${name}`), 'undefined', name);
  });

  for (const { id, bundle } of cases()) {
    test(`the report is the same, byte for byte: ${id}`, () => {
      const told = inRealm(`JSON.stringify(core.diagnose(JSON.parse(${JSON.stringify(JSON.stringify(bundle))})))`);
      assert.equal(told, JSON.stringify(diagnose(bundle)));
    });
  }
});
