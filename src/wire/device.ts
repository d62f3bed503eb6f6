/** What an interface is, by the names that kernels, VPNs and container engines give. */
export function deviceKind(device: string): 'ethernet' | 'loopback' | 'tunnel' | 'bridge' | 'other' {
  if (/^lo\d*$/.test(device)) return 'loopback';
  if (/^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|gpd|vti|xfrm)/.test(device)) return 'tunnel';
  if (/^(docker|br-|virbr|cni|podman|lxc|lxd|veth|cali|flannel)/.test(device)) return 'bridge';
  return /^(eth|en|wl|ww|bond|team|ib)/.test(device) ? 'ethernet' : 'other';
}
