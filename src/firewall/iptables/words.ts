/*
 * A line of iptables-save as words, and the words as clauses: general options, and what belongs to each match and to
 * the target, as iptables-save(8) writes it and iptables(8) reads it.
 */

/** Quoted words are never options. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** It looks like an option. */
  readonly option: boolean;
}

/** `! --dport 22` is `{ negated: true, name: '--dport', args: ['22'] }`. */
export interface Option {
  readonly negated: boolean;
  readonly name: string;
  readonly args: readonly string[];
}

/** `-m NAME` or `-j NAME` with its options. */
export interface Clause {
  readonly name: string;
  readonly options: readonly Option[];
  readonly text: string;
}

export interface Clauses {
  /** `-s`, `-d`, `-p`, `-i`, `-o`, `-f`, `-c`. */
  readonly general: readonly Option[];
  readonly modules: readonly Clause[];
  readonly target: (Clause & { readonly goes: boolean }) | null;
}

const escaped = /\\(.)/gs;

/** Null when a quotation mark has no partner. */
export function split(line: string): readonly Word[] | null {
  const words: Word[] = [];
  const next = /[ \t]*(?:"((?:[^"\\]|\\.)*)"(?=[ \t]|$)|([^\s"]\S*))/gsy;
  let at = 0;
  const end = line.trimEnd().length;
  while (at < end) {
    next.lastIndex = at;
    const found = next.exec(line);
    if (found === null) return null;
    at = next.lastIndex;
    const [, inside, bare] = found;
    if (bare !== undefined) words.push({ text: bare, quoted: false, option: isOption(bare) });
    else words.push({ text: (inside ?? '').replace(escaped, '$1'), quoted: true, option: false });
  }
  return words;
}

const longGeneral: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--protocol': '-p',
  '--proto': '-p',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--fragment': '-f',
  '--set-counters': '-c',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
  '--ipv4': '-4',
  '--ipv6': '-6',
};

const general = new Set(['-s', '-d', '-p', '-i', '-o', '-f', '-c', '-4', '-6']);

/** Options whose word may look like an option: iptables-save quotes only what has other signs than `-`, `_`, 0-9, a-z. */
const freeText = new Set([
  ...['--comment', '--log-prefix', '--nflog-prefix', '--ulog-prefix', '--prefix', '--string', '--hex-string', '--name'],
  ...['--hashlimit-name', '--in-interface', '--out-interface', '-i', '-o', '--helper', '--match-set', '--add-set'],
  ...['--physdev-in', '--physdev-out', '-j', '-g', '-m'],
]);

interface Open {
  readonly name: string;
  readonly options: Option[];
  readonly from: number;
  to: number;
}

/** What a rule says; null when a `!` or a word stands where none can. */
export function clausesOf(words: readonly Word[]): Clauses | null {
  const found: Option[] = [];
  const modules: Open[] = [];
  let target: (Open & { readonly goes: boolean }) | null = null;
  let current: Open | null = null;
  const reader = new OptionReader(words);
  while (!reader.done) {
    const from = reader.at;
    const option = reader.option();
    if (option === null) return null;
    const name = longGeneral[option.name] ?? option.name;
    if (name === '-m' || name === '-j' || name === '-g') {
      const [about = '', ...more] = option.args;
      if (about === '' || more.length > 0 || option.negated) return null;
      const open = { name: about, options: [], from, to: reader.at };
      current = open;
      if (name === '-m') modules.push(open);
      else if (target !== null) return null;
      else target = { ...open, goes: name === '-g' };
      if (name !== '-m') current = target;
    } else if (general.has(name)) found.push({ ...option, name });
    else if (current === null || isOfProtocol(option.name, current.name)) {
      // `-p tcp --dport 22`: the protocol brings its match with it.
      current = {
        name: found.findLast((o) => o.name === '-p')?.args[0]?.toLowerCase() ?? '',
        options: [option],
        from,
        to: reader.at,
      };
      modules.push(current);
    } else {
      current.options.push(option);
      current.to = reader.at;
    }
  }
  const close = (open: Open): Clause => ({
    name: open.name,
    options: open.options,
    text: reader.text(open.from, open.to),
  });
  const last: (Open & { readonly goes: boolean }) | null = target;
  return {
    general: found,
    modules: modules.map(close),
    target: last === null ? null : { ...close(last), goes: (last as { readonly goes: boolean }).goes },
  };
}

/** Options that a protocol alone has, wherever they stand behind it: `-p tcp -m limit --limit 3/min --dport 22`. */
function isOfProtocol(option: string, module: string): boolean {
  return /^--(?:[sd]port|source-port|destination-port|syn|tcp-flags|tcp-option)$/.test(option) && !carriers.has(module);
}

/** Multiport once took these, too. */
const carriers: ReadonlySet<string> = new Set(['tcp', 'udp', 'udplite', 'sctp', 'dccp', 'multiport', '']);

class OptionReader {
  at = 0;
  readonly #words: readonly Word[];

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  get done(): boolean {
    return this.at >= this.#words.length;
  }

  text(from: number, to: number): string {
    let all = '';
    for (let i = from; i < to; i++) {
      const { text = '', quoted = false } = this.#words[i] ?? {};
      all += `${i > from ? ' ' : ''}${quoted ? `"${text}"` : text}`;
    }
    return all;
  }

  /** An option with the words after it. */
  option(): Option | null {
    let negated = this.#take('!');
    const name = this.#words[this.at];
    if (name?.option !== true) return null;
    this.at++;
    // `--dport ! 22`, as versions before 1.4.3 wrote it.
    if (!negated && !this.#isName(this.at + 1)) negated = this.#take('!');
    const args: string[] = [];
    if (freeText.has(name.text) && !this.done) args.push(this.#words[this.at++]?.text ?? '');
    while (!this.done && !this.#isName(this.at) && !this.#is('!')) args.push(this.#words[this.at++]?.text ?? '');
    return { negated, name: name.text, args };
  }

  #is(text: string): boolean {
    const word = this.#words[this.at];
    return word !== undefined && !word.quoted && word.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.at++;
    return true;
  }

  #isName(at: number): boolean {
    return this.#words[at]?.option === true;
  }
}

/** `-s`, `--dport`; not `-1`, `-` or `--`. */
function isOption(text: string): boolean {
  return text.charCodeAt(0) === 45 && /^-(?:[a-zA-Z46]$|-[a-z])/.test(text);
}
