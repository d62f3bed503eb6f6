/* What programs that hand connections on say on their command lines. */

export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * What a program does with a connection: hands it on, wants TLS first, waits for a PROXY header, or keeps callers busy.
 * `to`: where it dials from this host.
 */
export interface Deed {
  readonly does: 'forwards' | 'wants-tls' | 'wants-header' | 'traps';
  readonly to?: Place;
  /** It puts a PROXY header before what it hands on. */
  readonly sendsHeader?: true;
}

const interpreters = /^(?:perl|python[\d.]*|ruby|node|nodejs|sh|dash|bash|ash|busybox|java|env|timeout|stdbuf|nice)$/;

/** The name that a program is known by: that of the script, where an interpreter runs one. */
export function deedsOf(words: readonly string[]): { readonly program: string; readonly deeds: readonly Deed[] } {
  const named = words.findIndex((word, n) => !(n === 0 ? interpreters.test(base(word)) : word.startsWith('-')));
  const program = base(words[Math.max(named, 0)]).replace(/:$/, '');
  const rest = words.slice(Math.max(named, 0) + 1);
  const known = programs.find(({ name }) => name.test(program));
  return { program, deeds: known?.read(rest) ?? [] };
}

const base = (word = ''): string => word.split('/').at(-1) ?? '';

interface Known {
  readonly name: RegExp;
  read(words: readonly string[]): readonly Deed[];
}

const programs: readonly Known[] = [
  { name: /^socat\d?$/, read: socat },
  // systemd-socket-proxyd(8): the last word is where it leads; without a port it is 80.
  { name: /^systemd-socket-proxyd$/, read: (words) => to(placeIn(words.at(-1) ?? '', 80)) },
  { name: /^docker-proxy$/, read: (words) => pair(words, /^-container-ip$/, /^-container-port$/) },
  { name: /^(?:nc|ncat|netcat)[\w.]*$/, read: netcat },
  { name: /^redir$/, read: redir },
  { name: /^simpleproxy$/, read: (words) => to(placeIn(after(words, /^-R$/) ?? '')) },
  { name: /^6tunnel$/, read: (words) => pairAt(bareOf(words), 1) },
  {
    name: /^(?:pen|balance)$/,
    read: (words) =>
      bareOf(words)
        .slice(1)
        .flatMap((word) => to(placeIn(word))),
  },
  // sslh(8): what speaks first, and who says nothing until its time is over, goes to --ssh unless told otherwise.
  {
    name: /^sslh(?:-\w+)?$/,
    read: (words) => (words.some((w) => /^--on-timeout/.test(w)) ? [] : to(placeIn(option(words, 'ssh') ?? ''))),
  },
  { name: /^openssl$/, read: (words) => (words[0] === 's_server' ? [{ does: 'wants-tls' }] : []) },
  { name: /^ghostunnel$/, read: (words) => (words[0] === 'server' ? [{ does: 'wants-tls' }] : []) },
  { name: /endlessh|tarpit|^sshesame/i, read: () => [{ does: 'traps' }] },
];

/** socat(1): two addresses, `KEYWORD:PARAMETERS,OPTION…`; the first that listens has the port. */
function socat(words: readonly string[]): readonly Deed[] {
  const [first = '', ...others] = words.filter((word) => /^[A-Za-z][\w-]*(?::|$)/.test(word));
  if (/^(?:openssl-listen|ssl-l(?:isten)?|openssl-dtls)/i.test(first)) return [{ does: 'wants-tls' }];
  if (!/^tcp[46]?-l(?:isten)?:/i.test(first)) return [];
  const dials = /^tcp[46]?(?:-connect)?:(\[[^\]]+\]|[^:,]+):(\d+)(?:,|$)/i.exec(others[0] ?? '');
  return others.length === 1 && dials !== null && !/,netns=/i.test(others[0] ?? '')
    ? to(placeIn(`${dials[1]}:${dials[2]}`))
    : [];
}

/** ncat(1): --ssl, or a command for each connection that may be another netcat. */
function netcat(words: readonly string[]): readonly Deed[] {
  if (words.some((word) => /^--ssl(?:-|$)/.test(word))) return [{ does: 'wants-tls' }];
  const run = words.findIndex((word) => /^(?:-c|-e|--sh-exec|--exec)$/.test(word));
  const [inner = '', ...rest] = run < 0 ? [] : words.slice(run + 1);
  return /^(?:nc|ncat|netcat)(?:\.\w+)?$/.test(base(inner)) ? pairAt(bareOf(rest), 0) : [];
}

/** redir(1): `redir [SRC]:PORT DST:PORT`; before 3.0 `--caddr` and `--cport`, with this host as its default. */
function redir(words: readonly string[]): readonly Deed[] {
  const port = option(words, 'cport');
  if (port !== undefined) return to(placeIn(`${option(words, 'caddr') ?? '127.0.0.1'}:${port}`));
  const places = bareOf(words);
  return places.length === 2 ? to(placeIn(places[1] ?? '')) : [];
}

const bareOf = (words: readonly string[]): readonly string[] => words.filter((word) => !word.startsWith('-'));

const after = (words: readonly string[], name: RegExp): string | undefined => {
  const at = words.findIndex((word) => name.test(word));
  return at < 0 ? undefined : words[at + 1];
};

/** `--name=value` or `--name value`. */
function option(words: readonly string[], name: string): string | undefined {
  const glued = words.find((word) => word.startsWith(`--${name}=`));
  return glued === undefined ? after(words, new RegExp(`^--${name}$`)) : glued.slice(name.length + 3);
}

const pair = (words: readonly string[], host: RegExp, port: RegExp): readonly Deed[] =>
  to(placeIn(`${after(words, host) ?? ''}:${after(words, port) ?? ''}`));

const pairAt = (words: readonly string[], at: number): readonly Deed[] =>
  to(placeIn(`${words[at] ?? ''}:${words[at + 1] ?? ''}`));

const to = (place: Place | null): readonly Deed[] => (place === null ? [] : [{ does: 'forwards', to: place }]);

/** `HOST:PORT`, `[ADDRESS]:PORT`; `preset`: the port where none is named. */
export function placeIn(text: string, preset?: number): Place | null {
  const [, six, four, port] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = six ?? four;
  const number = port === undefined ? preset : Number(port);
  return host === undefined || number === undefined || number < 1 || number > 65535 ? null : { host, port: number };
}
