import type { Part } from '../../model/part.ts';

/** What the package system knows of SSH servers: dpkg(1), rpm(8), apk(8). */
export const part: Part = {
  id: 'packages',
  read: (server) => {
    const section = server.whole('sshd.package');
    if (section === null) return { covers: [], observations: [] };
    const observations = section.lines.flatMap((line, i) => {
      const found = packageOf(line);
      return found === null ? [] : [server.fact('server.package', found, section, i)];
    });
    return { covers: observations.length > 0 ? ['server.package'] : [], observations };
  },
};

function packageOf(line: string): { readonly name: string; readonly installed: boolean } | null {
  const dpkg = /^(\S+) (\S*) (?:install|hold|deinstall|purge|unknown) ok (\S+)$/.exec(line);
  if (dpkg !== null) return { name: dpkg[1] ?? '', installed: dpkg[3] === 'installed' };
  const none = /^(?:dpkg-query: no packages found matching|package) (\S+?)(?: is not installed)?$/.exec(line);
  if (none !== null) return { name: none[1] ?? '', installed: false };
  const rpm = /^(openssh[a-z-]*?|dropbear|tinysshd)-\d\S*(?: |$)/.exec(line);
  return rpm === null ? null : { name: rpm[1] ?? '', installed: true };
}
