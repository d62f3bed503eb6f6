/*
 * What mails, chats, lists, tables and loggers put before a line, beside its time.
 */

/** One after another, as often as there are such. */
export const marks: readonly RegExp[] = [
  // Mail, chats and tables; Terraform's frame.
  /^>[> ]*/,
  /^\|(?:\s+|$)/,
  /^[\u2502\u2503\u2551\u2577\u2575\u258e\u258f\u258c](?: |$)/,
  /^(?:<\/?(?:pre|code|p|br|blockquote|li|div|span|samp)\b[^<>]{0,80}>)+/i,
  /^[-\u2022\u2023\u2013\u2014] +(?=\S)/,
  /^(?!\* \*)[*+\u25e6\u25aa\u25cf\u2192\u00bb] +(?=\S)(?!sshd?(?:@\S*)?\.(?:service|socket)\b)/,
  /^=> +(?=\S)/,
  /^\(?\d{1,2}[.)] +(?=[^\s\d(?*_])/,
  /^`(?=.{1,4000}`[.,;]?$)/,
  /^(?:bq\. |\{quote\})/,
  // Who says it in a chat, and when.
  /^\[\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?:, \d{1,2}[/.]\d{1,2}[/.]\d{2,4})?\] (?:[^:<>[\]]{1,40}: |<[@+%~&]?[\w.|-]{1,32}> )/,
  /^(?:\d{1,2}:\d\d )?<(?!implicit|redacted|host|user|ip\b|server|name|my|your)[@+%~&]?[a-z][\w.|-]{1,31}> (?=\S)/,
  // GitHub, GitLab, Jenkins, Kubernetes, Docker Compose, and programs that number lines.
  /^##\[\w{1,20}\]/,
  /^::(?:error|warning|notice|debug|group)[^:]{0,200}::/,
  /^section_(?:start|end):\d{1,12}:[\w.-]{1,100}(?:\[[^\]]{0,100}\])?/,
  /^\d\d[OE][+ ]?(?= |\S)(?=.*[a-z])\s*/,
  /^(?:stdout|stderr) [FP] /,
  /^(?!\[(?:end|Errno|WinError)\b)(?!\[[A-Z][a-z]{2} [A-Z][a-z]{2} )\[[A-Za-z][\w ./:#@-]{0,80}\] +(?=\S)/,
  /^[a-z0-9][\w.-]{0,62} +\| (?!(?:UNREACHABLE|FAILED|CHANGED|SUCCESS)\b)/,
  /^[^\t]{1,80}\t[^\t]{1,80}\t(?=\ufeff?\d{4}-)/,
  /^\d{1,6}\t/,
  /^(?:[\d:.-]{1,12}(?: [\d:.]{4,12})?|[\w.-]{1,30}) +\| (?!(?:UNREACHABLE|FAILED|CHANGED|SUCCESS)\b)(?=\S)/,
  // Names of files, as grep and tail put them; Vagrant and Packer; heads of loggers.
  /^(?:\.{0,2}\/)?(?:[\w.-]{1,80}\/){0,8}[\w.-]{1,80}\.(?:log|txt|out|err)(?:\.\d{1,3})?:(?:\d{1,9}:)? ?(?=\S)/,
  /^\d{1,3}\|[\w-]{1,30} +\| /,
  /^[\w.[\]"-]{1,80} \((?:remote|local)-exec\): /,
  /^(?:default|==> [\w.-]{1,60}): +(?=\S)/,
  /^(?:ERROR|WARNING|INFO|DEBUG|CRITICAL):(?!paramiko\b)[\w.]{1,60}:/,
  /^[\w.-]{1,60} - (?:ERROR|WARNING|INFO|DEBUG|CRITICAL) - /,
  /^(?:debug|info|warn|error|fatal)\t(?:[\w./-]{1,80}:\d{1,6}\t)?/,
  /^[EIWF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./-]{1,80}:\d+\] /,
  /^\d{1,7} --- \[[ \w.#-]{1,60}\] (?:[\w.$]{1,80} +: )?/,
  /^[a-z]\w{0,30}(?:\.\w{1,60}){2,8} +[-:] (?=\S)/,
  /^[a-z][\w-]{0,30}:\w{1,40}\.\w{1,4}:\d{1,6} /,
  /^\[\d\d:\d\d:\d\d\][A-Za-z]:\s+/,
  /^(?!FATAL ERROR: |WARNING: Your password has expired)\[?(?:ERROR|WARNING|WARN|INFO|DEBUG|FATAL|CRITICAL|NOTICE|SEVERE|TRACE)\]?(?: *[:|-] ?| {1,8}(?=\S))/,
];
