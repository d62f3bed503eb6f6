/** Options of ssh(1) that take a value, and those of them that sshwhy takes as well. */
const withValue = 'BbcDEeFIiJLlmOoPpQRSWw';
const same = 'pliFJo';
/** They say how the caller uses the connection, not where it goes. */
const ofCaller =
  /^\s*(?:SendEnv|SetEnv|BatchMode|Control\w+|LogLevel|ForwardX11\w*|ForwardAgent|RemoteCommand|RequestTTY|PermitLocalCommand|ClearAllForwardings|StdinNull|ForkAfterAuthentication)\b/i;

/** `sshwhy` with the options and the destination of a call of ssh, ready to paste; null when it names no destination. */
export function callAgain(words: readonly string[]): string | null {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') return words[i + 1] === undefined ? null : pasted([...kept, words[i + 1] ?? '']);
    if (!word.startsWith('-') || word === '-') return pasted([...kept, word]);
    // `-4p 22`, `-p22`: flags may stand together, and the last may hold its value.
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      if (letter === '4' || letter === '6') kept.push(`-${letter}`);
      if (!withValue.includes(letter)) continue;
      const value = (at + 1 < word.length ? word.slice(at + 1) : (words[++i] ?? '')).trim();
      if (same.includes(letter) && !(letter === 'o' && ofCaller.test(value))) kept.push(`-${letter}`, value);
      break;
    }
  }
  return null;
}

function pasted(words: readonly string[]): string {
  return ['sshwhy', ...words].map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : quoted(word))).join(' ');
}

function quoted(word: string): string {
  return `'${word.replace(/[^\u0020-\u007e\u00a0-\uffff]/g, '?').replaceAll("'", "'\\''")}'`;
}
