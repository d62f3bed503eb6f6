/*
 * What each line of a text is of, where rules may stand in it.
 */
import { jsonDepth, jsonStarts } from './json.ts';
import { isRouting } from './routes.ts';
import { ipJsonStarts } from './routes-json.ts';
import { isTyped } from './script/shell.ts';

/** `nft`: a list, or a block of a script; `script`: other lines of one; `typed`: the same as commands of the shell; `ip`: JSON of ip(8). */
export type Kind = 'nft' | 'script' | 'typed' | 'json' | 'ip' | 'xtables' | 'sets' | 'routes' | 'noise' | 'other';

/** What stands around rules where they were copied from, and says nothing of them. */
const noise: readonly RegExp[] = [
  // A prompt, with or without a command that only shows something.
  /^(?:\[?[\w.-]+@[\w.-]+[: ][^$#]{0,80}[$#]|[$#%>])\s*(?:(?:sudo|doas)\s+(?:-\S+\s+)*)?(?:(?:\/usr)?\/s?bin\/)?(?:(?:nft|ipset|ip|ufw|firewall-cmd)\s(?!.*(?:\b(?:add|del|delete|flush|insert|replace|destroy|reset|swap|enable|disable|reload)\b|-f\b|--(?!list|get|state))).*|ip6?tables(?:-legacy|-nft)?-save\b[^>|]*|(?:cat|ssh|hostname|whoami|id|date|uname|su|ls|cd|clear|exit|logout|sysctl -a)\b[^>|;&]*)?$/,
  /^(?:\[sudo\] )?[Pp]assword(?: for [^:]{1,60})?:\s*$/,
  /^(?:```\w*|logout|exit|Connection to \S+ closed\.)\s*$/,
  // sysctl(8): what is asked for rp_filter shows arp_filter, too.
  /^(?:sysctl: .*|(?:net|kernel|fs|vm|dev|user|abi|debug|sunrpc|crypto)\.[\w./-]+ ?= ?.*)$/,
  // ip-address(8)
  /^\d+: [\w.@:-]+: <[A-Z_,0-9-]*> mtu \d+ /,
  /^\s+(?:link\/[\w/]+ |inet6? [\da-f.:]+|valid_lft \w+ preferred_lft \w+|altname \S+)/,
];

/** What each line is of. Nobody's lines are left to nft's reader, which names what it does not understand. */
export function kindsOf(lines: readonly string[]): readonly Kind[] {
  let block = 0;
  let json = 0;
  let ip = 0;
  /** What an open block is of, or a line that goes on. */
  let open: 'nft' | 'script' | 'typed' | null = null;
  const ipset = lines.some((line) => /^create \S+ (?:hash|bitmap|list):/.test(line));
  return lines.map((line, i): Kind => {
    if (json > 0 || (block === 0 && jsonStarts(line, lines[i + 1]))) {
      json = Math.max(0, json + jsonDepth(line));
      return 'json';
    }
    if (ip > 0 || (block === 0 && ipJsonStarts(line, lines[i + 1]))) {
      ip = Math.max(0, ip + jsonDepth(line));
      return 'ip';
    }
    const begins = block === 0 && open === null ? beginsAt(line, ipset) : open;
    if (begins === null) {
      if (/^(?:create|add) \S+ /.test(line)) return 'sets';
      if (
        /^(?:\*[a-z]+|COMMIT|# (?:Generated|Completed) (?:on|by)|# Table \S+ (?:is|contains) incompatible|:\S+ \S+|(?:\[\d+:\d+\] )?-[AIPN] )/.test(
          line,
        )
      )
        return 'xtables';
      return isRouting(line, lines[i + 1]) ? 'routes' : noise.some((one) => one.test(line)) ? 'noise' : 'other';
    }
    // Most lines by far.
    const plain = !line.includes('{') && !line.includes('}');
    if (plain && block > 0) return begins;
    const bare = plain ? '' : line.replace(/"[^"]*"/g, '').replace(/#.*/, '');
    block = Math.max(0, block + bare.split('{').length - bare.split('}').length);
    open = block > 0 || line.endsWith('\\') ? begins : null;
    return begins;
  });
}

const family = '(?:ip6?|inet|netdev|arp|bridge)';
const table = new RegExp(`^\\s*table\\s+(?:${family}\\s+)?\\S+\\s*\\{`);
const object = 'table|chain|rule|ruleset|set|map|element|flowtable|counter|quota|limit|ct|synproxy|secmark|meter';
const command = new RegExp(
  `^\\s*(?:(?:add|create|insert|replace|delete|destroy|flush|rename)\\s+(?:(?:${object})\\b|${family}\\s+\\S+\\s+\\S)` +
    `|(?:chain|rule|element|set|map)\\s+${family}\\s+\\S+\\s+\\S` +
    '|(?:re)?define\\s+[A-Za-z_.][\\w/.\\\\-]*\\s*=|undefine\\s+[A-Za-z_.]\\S*\\s*$|include\\s+")|^#!\\S*\\b(?:nft|env\\s.*\\bnft)\\b',
);

/** As ipset(8) saves its sets. */
const ofIpset =
  /^(?:create \S+ (?:hash|bitmap|list):|add \S+ [^\s{]+(?: (?:timeout|packets|bytes|comment|nomatch|skb\w+)\b.*)?$)/;

/** What begins with this line, outside of all blocks. Null: nothing of nft(8). `ipset`: commands like these are of ipset(8). */
function beginsAt(line: string, ipset: boolean): 'nft' | 'script' | 'typed' | null {
  if (table.test(line)) return 'nft';
  if (isTyped(line)) return 'typed';
  return command.test(line) && !(ipset && ofIpset.test(line.trimEnd())) ? 'script' : null;
}
