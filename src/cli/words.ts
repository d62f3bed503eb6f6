import { accessSync, constants, statSync } from 'node:fs';
import { parseDestination } from '../infer/target.ts';
import type { SshOptions } from '../model/target.ts';
import { exit, Stop, unreadable } from './exit.ts';

/** Collects the user's ssh options in the order given: ssh takes the first value of each. */
export class SshWords {
  readonly #words: string[] = [];
  #namesKey = false;
  #family: 0 | 4 | 6 = 0;
  #port: number | null = null;

  /** For an option with a value: `-p 2222`. */
  take(option: string, value: string): void {
    if (option === '-p') this.#port = portOf(value);
    if (option === '-F') readable(value);
    if (option === '-i' || (option === '-o' && /^\s*IdentityFile\b/i.test(value))) this.#namesKey = true;
    this.#words.push(option, value);
  }

  flag(option: string): void {
    if (option === '-4') this.#family = 4;
    if (option === '-6') this.#family = 6;
    if (option !== '-v') this.#words.push(option);
  }

  for(destination: string): SshOptions {
    const typed = parseDestination(destination);
    if (typed.host === '' || /[\u0000-\u0020]/.test(destination) || destination.startsWith('-')) {
      throw new Stop(
        exit.usage,
        `'${printableWord(destination)}' is no destination: give host, user@host or ssh://user@host:port.`,
      );
    }
    if (typed.port !== null) portOf(String(typed.port));
    return { words: this.#words, destination, namesKey: this.#namesKey, family: this.#family, port: this.#port };
  }
}

function printableWord(text: string): string {
  return text.replace(/[^\u0020-\u007e\u00a0-\uffff]/g, '?').slice(0, 80);
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535))
    throw new Stop(exit.usage, `'${printableWord(text)}' is no port: give a number from 1 to 65535.`);
  return port;
}

/** ssh would refuse the file as well, but in other words in each release. */
function readable(path: string): void {
  if (path === 'none') return;
  const what = `The configuration file ${printableWord(path)} named by -F`;
  let isFolder: boolean;
  try {
    accessSync(path, constants.R_OK);
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(what, error);
  }
  if (isFolder) throw unreadable(what, { code: 'EISDIR' });
}
