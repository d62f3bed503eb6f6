/*
 * Servers that are run for everybody. Whoever logs in there may look at nothing on them, and what is wrong with the whole
 * service is known to all within minutes: what a person can see and mend is of the client, the way and the account.
 */

/** Names of hosts, by the operators' own documentation. */
const services: readonly (readonly [string, RegExp])[] = [
  ['GitHub', /^(?:(?:ssh|gist)\.)?github\.com$/],
  ['GitLab.com', /^(?:altssh\.)?gitlab\.com$/],
  ['Bitbucket', /^(?:altssh\.)?bitbucket\.org$/],
  ['Azure DevOps', /^(?:ssh\.dev\.azure\.com|(?:vs-ssh|[\w-]+)\.visualstudio\.com)$/],
  ['AWS CodeCommit', /^git-codecommit\.[\w-]+\.amazonaws\.com(?:\.cn)?$/],
  ['Google Cloud Source Repositories', /^source\.developers\.google\.com$/],
  ['Codeberg', /^codeberg\.org$/],
  ['Sourcehut', /^git\.sr\.ht$/],
  ['Launchpad', /^(?:git|bazaar)\.launchpad\.net$/],
  ['Gitee', /^gitee\.com$/],
  ['Hugging Face', /^(?:hf\.co|huggingface\.co)$/],
  ['Heroku', /^heroku\.com$/],
  ['the Arch User Repository', /^aur\.archlinux\.org$/],
];

/** Who runs this host for everybody; null of any other. */
export function serviceAt(host: string): string | null {
  const name = host.toLowerCase().replace(/\.$/, '');
  return services.find(([, names]) => names.test(name))?.[0] ?? null;
}
