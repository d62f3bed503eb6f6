import { goalOf, type Owner } from '../owner.ts';

/** Of kube-proxy and kubelet, and of the networks that clusters have. */
const own = /^(?:KUBE-|CNI-|cali-|CILIUM_|FLANNEL-|WEAVE-|KUBE_)/;
const policies = /^(?:cali-(?:po|pi|pro|pri|tw|fw)-?|KUBE-(?:NWPLCY|POD-FW)|WEAVE-NPC)/;

export const owner: Owner = {
  id: 'kubernetes',
  own: ({ chain, text = '' }) => {
    const name = own.test(chain) ? chain : own.test(goalOf(text)) ? goalOf(text) : null;
    if (name === null) return null;
    const [, space, service, port] = /--comment "?([a-z\d.-]+)\/([a-z\d.-]+)(?::([\w-]+))?/.exec(text) ?? [];
    if (policies.test(name))
      return told(`a network policy, chain ${name}`, 'kubectl get networkpolicies --all-namespaces');
    if (space === undefined || service === undefined)
      return told(`chain ${name}`, 'kubectl get services --all-namespaces');
    const which = `service ${space}/${service}${port === undefined ? '' : `, port ${port}`}`;
    return told(which, `kubectl --namespace ${space} edit service ${service}`);
  },
};

function told(setting: string, command: string): ReturnType<Owner['own']> {
  return { tool: 'Kubernetes', setting, command };
}
