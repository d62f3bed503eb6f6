/* Lines of what ping prints, whatever it is asked for. */

/** How many were sent, and how many came back. */
export const counted: RegExp = /^(\d+) packets transmitted, (\d+)(?: packets)? received/;

export const answered: RegExp = /^\d+ bytes from \S+(?: \(\S+\))?: icmp_seq/;

/** The next command, or what ssh says: there its output is over. */
export const prompted: RegExp = /^\S*[$#%>] \S|^ssh: |^debug\d: /;
