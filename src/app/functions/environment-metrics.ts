import type { Compute } from '../../compute/index.ts'

/** What execution environments do, as lines of Prometheus's text form; none before a function has been run. */
export function environmentMetrics(compute: Compute | undefined): string[] {
  if (!compute) return []
  const { counts, environments } = compute
  const states = new Map<string, number>()
  for (const { state } of environments) states.set(state, (states.get(state) ?? 0) + 1)
  const single = (name: string, type: 'counter' | 'gauge', help: string, value: number) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    `${name} ${value}`,
  ]
  return [
    '# HELP lambent_environments Execution environments, by state',
    '# TYPE lambent_environments gauge',
    ...[...states].map(([state, count]) => `lambent_environments{state="${state}"} ${count}`),
    ...single(
      'lambent_environment_starts_total',
      'counter',
      'Execution environments started',
      counts.coldStarts,
    ),
    ...single('lambent_runtimes_ahead', 'gauge', 'Runtimes that wait for a function', counts.ahead),
    ...single(
      'lambent_invocations_waiting',
      'gauge',
      'Invocations that wait for an environment',
      counts.waiting,
    ),
    ...single('lambent_invocations_total', 'counter', 'Invocations placed', counts.invocations),
    ...single(
      'lambent_invocation_crashes_total',
      'counter',
      'Invocations ended by a timeout or an exit',
      counts.crashes,
    ),
    ...single(
      'lambent_invocation_duration_seconds_sum',
      'counter',
      'Time that invocations took',
      counts.durationMs / 1000,
    ),
    ...single(
      'lambent_init_duration_seconds_sum',
      'counter',
      'Time that init phases took',
      counts.initMs / 1000,
    ),
  ]
}
