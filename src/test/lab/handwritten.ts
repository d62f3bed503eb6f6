/*
 * Rules that nft(8) lists, written again as people write them: with variables, commands, files that are included.
 */

/** What a generator draws from: a number below `n`. */
export type Draw = (n: number) => number;

/** Draws by a seed (a linear congruential generator). */
export function drawing(seed: number): Draw {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

export interface Written {
  readonly name: string;
  readonly text: string;
}

/** The files; the first is the one that is loaded. */
export function handwritten(listed: string, draw: Draw): readonly Written[] {
  return new Writer(draw).files(listed);
}

interface Chain {
  readonly name: string;
  readonly head: string | null;
  readonly rules: readonly string[];
}

class Writer {
  readonly #draw: Draw;
  readonly #defines: string[] = [];
  readonly #files: Written[] = [];

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  files(listed: string): readonly Written[] {
    const tables = listed.split(/^(?=table )/m).filter((text) => text.startsWith('table '));
    const body = tables.map((text) => this.#table(text)).join('\n');
    const defines = this.#defines.join('');
    const start = this.#one('#!/usr/sbin/nft -f\n\nflush ruleset\n\n', '# rules\nflush ruleset;\n', 'flush ruleset\n');
    const head = this.#maybe(3) && defines !== '' ? this.#include(defines) : defines;
    return [{ name: 'main.nft', text: `${start}${head}${body}` }, ...this.#files];
  }

  #one(...texts: readonly string[]): string {
    return texts[this.#draw(texts.length)] ?? '';
  }

  #maybe(n: number): boolean {
    return this.#draw(n) === 0;
  }

  /** A file of its own, and the line that names it. */
  #include(text: string): string {
    const name = `part-${this.#files.length}.nft`;
    this.#files.push({ name, text });
    return `include "./${name}"\n`;
  }

  #table(text: string): string {
    const [, name = ''] = /^table (\S+ \S+) \{/.exec(text) ?? [];
    const sets = text.match(/^\t(?:set|map) [\s\S]*?^\t\}\n/gm) ?? [];
    const chains = (text.match(/^\tchain [\s\S]*?^\t\}\n/gm) ?? []).map(chainOf);
    const whole = sets.map((set) => this.#set(set)).join('');
    // Chains before the rules: a jump leads to one that is there.
    const plain = chains.filter(({ head }) => head === null).map((chain) => `\tchain ${chain.name} {\n\t}\n`);
    const start = `table ${name} {\n${whole}${plain.join('')}}\n`;
    const order = this.#commands(name, chains);
    return this.#maybe(2) ? this.#block(name, whole, chains) : start + order;
  }

  /** One block, as it is listed, or in two. */
  #block(table: string, sets: string, chains: readonly Chain[]): string {
    const text = chains.map(({ name, head, rules }) => {
      const list = rules.map((rule) => `\t\t${this.#rule(rule)}${this.#one('\n', '\n', ' # why\n', ';\n', '\n\n')}`);
      const cut = list.length > 1 && this.#maybe(3) ? this.#draw(list.length) : list.length;
      const moved = cut < list.length ? this.#include(list.slice(cut).join('')) : '';
      const first = head === null ? '' : `\t\t${this.#head(head)}\n`;
      return `\tchain ${name} {\n${first}${list.slice(0, cut).join('')}${moved}\t}\n`;
    });
    const cut = this.#maybe(4) && !/jump|goto/.test(sets) ? this.#draw(text.length) : 0;
    // Of two blocks the later one has the chains that are jumped to by nobody before it.
    const apart = cut > 0 ? `}\n\ntable ${table} {\n` : '';
    return `table ${table} {\n${sets}${text.slice(0, cut).join('')}${apart}${text.slice(cut).join('')}}\n`;
  }

  #commands(table: string, chains: readonly Chain[]): string {
    const address = table.startsWith('ip ') && this.#maybe(2) ? table.slice(3) : table;
    const made = chains.map(({ name, head }) =>
      head === null
        ? `add chain ${address} ${name}${this.#one('\n', ' { }\n', '; ')}`
        : `add chain ${address} ${name} { ${this.#head(head)} }\n`,
    );
    const added = chains.map(({ name, rules }) => {
      if (rules.length > 0 && this.#maybe(4))
        return [...rules]
          .reverse()
          .map((rule) => `insert rule ${address} ${name} ${this.#rule(rule)}\n`)
          .join('');
      const [first, ...others] = rules;
      if (first === undefined) return '';
      const add = (rule: string, at = ''): string =>
        `${this.#one('add rule', 'add rule', at === '' ? 'rule' : 'add rule')} ${address} ${name} ${at}${this.#rule(rule)}\n`;
      if (others.length > 1 && this.#maybe(4)) {
        const [second = '', ...rest] = others;
        return [add(first), ...rest.map((rule) => add(rule)), add(second, 'index 0 ')].join('');
      }
      return rules.map((rule) => add(rule)).join('');
    });
    return `${made.join('')}\n${added.join('')}`;
  }

  #head(head: string): string {
    const [, start = '', priority = '', policy = ''] = /^(.*) priority (.*?); policy (\w+);$/.exec(head) ?? [];
    const close = this.#one(priority, priority.replace(' + ', '+'), priority.replace(/ ([+-]) /, ' $1'));
    const number = /^-?\d+$/.test(priority) && this.#maybe(2) ? this.#define(priority) : close;
    return `${start} priority ${number}${this.#one('; ', ' ; ', ';')}policy ${policy};`;
  }

  #set(text: string): string {
    return text.replace(/elements = (\{[\s\S]*?\})/, (all, list: string) =>
      this.#maybe(2) && !/[@:]/.test(list.replace(/[\da-f]*:[\da-f:]+/g, '')) ? `elements = ${this.#list(list)}` : all,
    );
  }

  #define(value: string): string {
    const name = `${this.#one('V', 'my_', 'A-')}${this.#defines.length}`;
    this.#defines.push(this.#one(`define ${name} = ${value}\n`, `define ${name}=${value} # why\n`));
    return `$${name}`;
  }

  /** A list as a variable, or with a part that is one. */
  #list(list: string): string {
    const words = list
      .slice(1, -1)
      .split(',')
      .map((word) => word.trim());
    if (words.length < 2 || this.#maybe(2)) return this.#define(list);
    const cut = 1 + this.#draw(words.length - 1);
    const inner = this.#define(`{ ${words.slice(0, cut).join(',\n')} }`);
    return this.#define(`{${[inner, ...words.slice(cut)].join(', ')},}`);
  }

  #rule(rule: string): string {
    const text = rule
      .replace(/(?<=(?:saddr|daddr|dport|sport) (?:!= )?)\{ [^{}:]* \}/g, (list) =>
        this.#maybe(2) ? this.#list(list) : list,
      )
      .replace(/(?<=(?:saddr|daddr|dport) (?:!= )?)(?:\d[\d.]*|\d+-\d+|\d[\d.]+\/\d+)(?= |$)/g, (value) =>
        this.#maybe(3) ? this.#define(value) : value,
      )
      .replace(/(?<=iifname (?:!= )?)"(?:lo|eth0)"/g, (value) => (this.#maybe(2) ? this.#define(value) : value));
    return this.#spaced(text);
  }

  /** Blanks where none must be, and none where one may be left out. */
  #spaced(text: string): string {
    const [part, ...strings] = [text.replace(/"[^"]*"/g, '"'), ...(text.match(/"[^"]*"/g) ?? [])];
    const ways: readonly ((words: string) => string)[] = [
      (words) => words,
      (words) => words.replace(/ (!=|==|<=|>=) /g, '$1'),
      (words) => words.replace(/ \{ ([^{}]*) \}/g, (_, inner: string) => `{${inner.replace(/, /g, ',')}}`),
      (words) => words.replace(/ : (accept|drop|return|continue)/g, ':$1'),
      (words) => words.replace(/([\w.]) : /g, '$1: '),
      (words) => words.replace(/ (accept|drop|counter)/, ' \\\n\t\t\t$1'),
      (words) => words.replace(/counter packets 0 bytes 0/, 'counter'),
      (words) => words.replace(/iifname/, 'meta iifname').replace(/redirect to :/, 'redirect to '),
    ];
    const chosen = (ways[this.#draw(ways.length)] ?? ((words) => words))(part ?? '');
    let nth = 0;
    return chosen.replace(/"/g, () => strings[nth++] ?? '"');
  }
}

function chainOf(text: string): Chain {
  const [first = '', ...lines] = text.trim().split('\n');
  const [, name = ''] = /^chain (\S+)/.exec(first) ?? [];
  const body = lines.slice(0, -1).map((line) => line.trim());
  const head = body[0]?.startsWith('type ') === true ? (body.shift() ?? null) : null;
  return { name, head, rules: body };
}
