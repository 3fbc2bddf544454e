/** How traffic moves from one version to another, as CodeDeploy and aliases of state machines do it. Source: CodeDeploy User Guide, "Working with deployment configurations in CodeDeploy". */

/** Units: percent of the traffic, and minutes. */
export type TrafficRouting =
  | { readonly type: 'AllAtOnce' }
  | { readonly type: 'TimeBasedCanary'; readonly percent: number; readonly minutes: number }
  | { readonly type: 'TimeBasedLinear'; readonly percent: number; readonly minutes: number }

/** One shift. `afterMinutes` counts from the first one; `percent` is what the new version has from then on. */
export interface Shift {
  readonly afterMinutes: number
  readonly percent: number
}

/** All shifts of a deployment, the last of which gives the new version everything. The first comes at once. */
export function shiftsOf(routing: TrafficRouting): readonly Shift[] {
  if (routing.type === 'AllAtOnce') return [{ afterMinutes: 0, percent: 100 }]
  const { percent, minutes } = routing
  if (routing.type === 'TimeBasedCanary')
    return [
      { afterMinutes: 0, percent },
      { afterMinutes: minutes, percent: 100 },
    ]
  return Array.from({ length: Math.ceil(100 / percent) }, (_, index) => ({
    afterMinutes: index * minutes,
    percent: Math.min(100, (index + 1) * percent),
  }))
}
