import { script } from './script.gen.ts';

/** The login that the server is asked about, as far as it is known. */
export interface About {
  readonly user: string | null;
  /** The client's address as the server sees it. */
  readonly from: string | null;
  readonly port: number;
  /** So many seconds it may take; else those of its own. */
  readonly seconds?: number;
}

/** The collector with what it is asked about: POSIX shell, for the standard input of `sh -s`. */
export function collector({ user, from, port, seconds }: About): string {
  const time = seconds === undefined ? '' : ` T=${seconds}`;
  return `U=${quoted(user)} A=${quoted(from)} P=${port}${time}\n${script}`;
}

/** The same as one command to paste at a prompt. Its answer comes in short lines that are numbered. */
export function collectorToPaste(about: About): string {
  // An interactive bash would take what stands behind an exclamation mark from its history; other shells end at an option they lack.
  return `case $- in *H*) set +H;; esac\nsh <<'SSHWHY'\nW=72 B=400000\n${collector(about)}SSHWHY\n`;
}

/** For the shell: what is no plain name or address is left out, as the collector itself would do. */
function quoted(text: string | null): string {
  return text !== null && /^[\w.@+:-]+$/.test(text) && !text.startsWith('-') ? text : "''";
}
