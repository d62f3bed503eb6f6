/*
 * Commands of nft(8) as they are typed, or stand in a script of the shell.
 */

const prompt = '(?:\\[?[\\w.-]+@[\\w.-]+[: ][^$#\\n]{0,80}[$#]\\s+|[$%>]\\s+)?';
const program =
  '(?:(?:sudo|doas)\\s+(?:-\\w+\\s+)*)?(?:(?:\\/usr(?:\\/local)?)?\\/s?bin\\/nft|nft|"?\\$\\{?NFT\\}?"?)\\s+';
const changes =
  'add|create|insert|replace|delete|destroy|flush|rename|-f|--file|include|define|table|chain|rule|element';
const start = new RegExp(
  `^\\s*${prompt}${program}(?:(?:-[ace]+|--handle|--echo|--check)\\s+)*(?=['"]?(?:${changes})\\b|-f)`,
);
const looking = new RegExp(`^\\s*${prompt}${program}(?:-\\w+\\s+)*(?:list|monitor|describe|--?v)`);

/** Longer ones nobody types. */
const maxLine = 4000;
const maxLines = 60;

/** Whether a line is a command of nft that changes rules. */
export function isTyped(line: string): boolean {
  return line.length < maxLine && start.test(line);
}

/** Lines of a shell's script that bear on no rule. */
const idle =
  /^\s*(?:set\s+-\w+.*|echo\b[^|;&>]*|exit(?:\s+\d+)?|modprobe\s+[\w -]+|sysctl\s+-w\s+[\w.=]+|(?:\.|source)\s+\/lib\/lsb\S*|IPTABLES=\S*)\s*$/;
const assignment =
  /^\s*(?:export\s+|readonly\s+|local\s+)?([A-Za-z_]\w*)=(?:"([^"`$\\]*)"|'([^']*)'|([^\s"'`$\\;&|]*))\s*(?:#.*)?$/;
/** What a command may have behind it: its errors thrown away, its failure passed over. */
const quiet = /(?:\s*(?:\d?>>?\s*\/dev\/null|2>&1|&>\s*\/dev\/null))*\s*(?:\|\|\s*(?:true|:))?\s*$/;

/** The words that nft gets, each on the line where they are typed; lines of the shell beside them as they are. */
export function unshelled(text: string): string {
  const lines = text.split('\n');
  if (!lines.some(isTyped)) return text;
  const out: string[] = [];
  let until: string | null = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (until !== null) {
      if (line.trim() === until) until = null;
      out.push(until === null ? '' : line);
    } else if (isTyped(line)) {
      const command = whole(lines, i);
      i += command.length - 1;
      const [, mark] = /<<-?\s*["']?(\w+)["']?\s*$/.exec(line) ?? [];
      until = mark ?? null;
      const words = mark === undefined ? typed(command.join('\n').replace(start, '')).split('\n') : [''];
      // Not by spreading: it may have a million lines.
      for (const word of words) out.push(word);
    } else out.push(beside(line));
  }
  return out.join('\n');
}

function beside(line: string): string {
  if (idle.test(line) || looking.test(line)) return '';
  const [, name, ...values] = assignment.exec(line) ?? [];
  const value = values.find((one) => one !== undefined) ?? '';
  return name === undefined ? line : value === '' ? '' : `redefine ${name} = ${value}`;
}

/** The lines of the command that begins here: a quote may go on, and a backslash at the end does. */
function whole(lines: readonly string[], from: number): readonly string[] {
  let quote = '';
  for (let i = from; i < lines.length && i < from + maxLines; i++) {
    const line = lines[i] ?? '';
    for (let at = 0; at < line.length; at++) {
      const c = line[at] ?? '';
      if (c === '\\' && quote !== "'") at++;
      else if (quote === '' ? c === '"' || c === "'" : c === quote) quote = quote === '' ? c : '';
    }
    if (quote === '' && !line.endsWith('\\')) return lines.slice(from, i + 1);
  }
  return lines.slice(from, from + 1);
}

/** Without the quotes of the shell. What the shell itself would do with the rest of the line stays, and is not understood. */
function typed(command: string): string {
  const text = command.length > maxLine ? command : command.replace(quiet, '');
  const [, file] = /^(?:-f|--file)\s+["']?([^\s"']+)["']?$/.exec(text) ?? [];
  if (file !== undefined) return `include "${file}"`;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (c === '\\') {
      out += next === '\n' ? '\\\n' : next;
      at++;
    } else if (c === "'" || c === '"') {
      const [inner, end] = quoted(text, at, c);
      out += inner;
      at = end;
    } else out += c;
  }
  // Variables of the shell have braces where a word goes on behind them.
  return out.replace(/\$\{(\w+)\}/g, '$$$1').replace(/;\s*(?:sudo\s+)?nft\s+/g, '; ');
}

/** What is between the quotes, and where they close. */
function quoted(text: string, from: number, quote: string): readonly [string, number] {
  let inner = '';
  let at = from + 1;
  for (; at < text.length && text[at] !== quote; at++) {
    if (quote === '"' && text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
    inner += text[at] ?? '';
  }
  return [inner, at];
}
