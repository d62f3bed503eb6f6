/*
 * What curl and wget show of the web server at the name that ssh was given: a delivery network answers there in its own name,
 * and it carries web pages and no SSH.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'web-front',
  title: 'the web server of that name',
  knows: [{ program: 'curl, wget', texts: ['curl -I https://NAME', 'wget -S https://NAME'] }],
  recognise: (lines) => frontsIn(lines).map(({ index }) => index),
  read,
};

interface Front {
  /** The line of the header, from 0. */
  readonly index: number;
  readonly name: string;
  readonly network: string;
}

const command = /(?:^|[$#%>] ?)(?:sudo )?(?:curl|wget) (?:.* )?["']?https?:\/\/([\w.-]+)/;
/** `-L`, as wget by itself, goes on to another name. */
const follows = / -\w*L\b| --location\b|\bwget /;
const moved = /^location: https?:\/\/([\w.-]+)/i;
const prompted = /^\S*[$#%>] \S/;
const networks: readonly (readonly [RegExp, string])[] = [
  [/^server: cloudflare$|^cf-ray: [\da-f]{16}/i, 'Cloudflare'],
  [/^server: CloudFront$|^via: .*\.cloudfront\.net \(CloudFront\)/i, 'CloudFront'],
  [/^server: AkamaiGHost$|^server: AkamaiNetStorage$/i, 'Akamai'],
  [/^x-served-by: cache-\w+/i, 'Fastly'],
  [/^server: (?:BunnyCDN|bunnycdn)-\S+$/i, 'bunny.net'],
  [/^x-sucuri-id: \d+$|^server: Sucuri\/Cloudproxy$/i, 'Sucuri'],
];
const reach = 40;

function frontsIn(raw: readonly string[]): readonly Front[] {
  if (!hasMark(raw, /(?:curl|wget) .*https?:/)) return [];
  const lines = raw.map((line) => clean(line).replace(/^< /, '').slice(0, 1000));
  return lines.flatMap((line, i): readonly Front[] => {
    const name = command.exec(line)?.[1];
    if (name === undefined) return [];
    const below = lines.slice(i + 1, i + 1 + reach);
    const next = below.findIndex((other) => prompted.test(other) || command.test(other));
    const own = next < 0 ? below : below.slice(0, next);
    const elsewhere = own.some((other) => (moved.exec(other)?.[1] ?? name) !== name);
    if (elsewhere && follows.test(line)) return [];
    const at = own.findIndex((other) => networks.some(([header]) => header.test(other)));
    const network = networks.find(([header]) => header.test(own[at] ?? ''))?.[1];
    return network === undefined ? [] : [{ index: i + 1 + at, name, network }];
  });
}

/** By ssh's own words: what was typed may stand for another name in its configuration. */
const dialled = [/^ssh: connect to host (\S+) port \d+: /, /^debug1: Connecting to (\S+) \[\S+\] port /];

/** Only the name that ssh dialled counts; nothing is covered. */
function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const hosts = new Set(raw.flatMap((line) => dialled.flatMap((pattern) => pattern.exec(clean(line))?.[1] ?? [])));
  const observations = frontsIn(raw)
    .filter(({ name }) => hosts.has(name))
    .map(({ index, name, network }) => factAt(id, raw, index, 'name.front', { name, network }));
  return { covers: [], observations };
}
