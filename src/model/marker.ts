/** What the remote command of a login prints when it ran: `echo` and this word. The collector knows it as well. */
export const marker = 'sshwhy-was-here';
