import type { GroupFact, HostFacts } from './facts.ts'
import type { Protection } from './types.ts'

/** What stands on a machine with namespaces, in words. */
export function describeProtections(facts: HostFacts): readonly Protection[] {
  const grouped = (name: string, group: GroupFact, otherwise: string, active = false): Protection =>
    group.version > 0
      ? { name, active: true, detail: `A control group (version ${group.version}) for each sandbox.` }
      : { name, active, detail: `${otherwise} Control groups: ${group.path}.` }
  return [
    {
      name: 'namespaces',
      active: true,
      detail: 'Each sandbox has users, processes, mounts, network and names of its own.',
    },
    {
      name: 'process list',
      active: facts.processList,
      detail: facts.processList
        ? 'Each sandbox sees its own processes alone.'
        : '/proc is empty in sandboxes: the kernel refuses a new one where this one is partly covered (a container).',
    },
    {
      name: 'read-only code',
      active: true,
      detail:
        'Everything but /tmp and /dev/shm is mounted read-only, and nothing of the host but what is named.',
    },
    {
      name: 'unprivileged user',
      active: true,
      detail: facts.root
        ? 'Each sandbox runs as a user of the host that nothing else uses, without capabilities.'
        : "Sandboxes run as the server's own user, without capabilities; started as root, each would have its own.",
    },
    {
      name: 'seccomp',
      active: true,
      detail: 'System calls that functions have no business with are refused; no privileges can be regained.',
    },
    grouped(
      'memory limit',
      facts.memory,
      'Resident memory is looked at ten times a second, and what exceeds its limit is ended.',
      true,
    ),
    grouped('cpu limit', facts.cpu, 'Functions share the processors without a limit.'),
    grouped(
      'process limit',
      facts.processes,
      facts.root ? 'A limit of the user of each sandbox.' : 'A limit of the user.',
      true,
    ),
    grouped('freezing', facts.freezer, 'By stop signals, which programs can see.', true),
    facts.network
      ? {
          name: 'network',
          active: true,
          detail: 'Each sandbox has a network of its own; a broker lets out what the setting allows.',
        }
      : {
          name: 'network',
          active: false,
          detail: 'This kernel cannot hand network calls to a broker.',
        },
  ]
}
