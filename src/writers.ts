// Whose lines a program, a unit or a container writes, by the name a journal or a syslog gives it:
// nova-compute's, another's, or that the name does not tell.

const COMPUTE = /(?<![a-z0-9])(?:nova[-_]compute|n-cpu)(?![a-z0-9])/;
/** They run what others are, and numbers and ids name nobody. */
const CARRIER =
  /^(?:docker.*|containerd.*|podman|conmon|cri-?o|kubelet|python[\d.]*|(?:ba)?sh|sudo|su|screen|tmux.*|logger|systemd-cat|user@.*|\d.*|[0-9a-f]{12,})$/i;

/** @param name of a program, as in front of a syslog line; null where none is given
 *  @returns null when that does not tell */
export function isComputeProgram(name: string | null): boolean | null {
  if (name === null || name === '-' || name === '') return null;
  if (COMPUTE.test(name)) return true;
  return CARRIER.test(baseOf(name)) ? null : false;
}

/** @param unit of systemd, or a control group: `openstack-nova-compute.service`,
 *  `/system.slice/sshd.service`, `session-3.scope` */
export function isComputeUnit(unit: string): boolean | null {
  if (COMPUTE.test(unit)) return true;
  return unit.endsWith('.service') ? isComputeProgram(unit.slice(0, -'.service'.length)) : null;
}

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
