import { type Block, baseOf, type Draft, hookOf, type OpenChain } from './block.ts';

/* Where the jumps of a table lead. */

function nextChain(block: Block, { target }: Draft): OpenChain | null {
  const name = target?.name;
  const chain = name === undefined ? undefined : block.chains.get(name);
  return chain === undefined || Object.hasOwn(hookOf, chain.name) ? null : chain;
}

/** The jumps that close a circle of chains. Without them every walk ends. */
export function loopsOf(block: Block): ReadonlySet<Draft> {
  const loops = new Set<Draft>();
  const state = new Map<OpenChain, 'open' | 'done'>();
  for (const start of block.chains.values()) {
    if (state.has(start)) continue;
    const stack: { readonly chain: OpenChain; at: number }[] = [{ chain: start, at: 0 }];
    state.set(start, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const draft = top.chain.rules[top.at++];
      if (draft === undefined) {
        state.set(top.chain, 'done');
        stack.pop();
        continue;
      }
      const next = nextChain(block, draft);
      if (next === null || state.get(next) === 'done') continue;
      if (state.get(next) === 'open') loops.add(draft);
      else {
        state.set(next, 'open');
        stack.push({ chain: next, at: 0 });
      }
    }
  }
  return loops;
}

/** Notes at each chain from which hooks it is reached. */
export function reach(block: Block): void {
  for (const chain of block.chains.values()) {
    const hook = baseOf(block.table, chain)?.hook;
    if (hook === undefined) continue;
    const queue = [chain];
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      if (one.hooks.has(hook)) continue;
      one.hooks.add(hook);
      for (const draft of one.rules) {
        const next = nextChain(block, draft);
        if (next !== null) queue.push(next);
      }
    }
  }
}
