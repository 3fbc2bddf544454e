import type { Checks } from './checks.ts'
import type { State } from './program.ts'

/** A way from one state to another, and the field that says so. */
interface Edge {
  readonly target: string
  readonly field: string
}

function edgesOf(state: State): Edge[] {
  const edges: Edge[] = []
  if ('transition' in state && 'next' in state.transition)
    edges.push({ target: state.transition.next, field: 'Next' })
  if ('catch' in state)
    for (const [index, { next }] of state.catch.entries())
      edges.push({ target: next, field: `Catch[${index}]/Next` })
  if (state.type === 'Choice') {
    for (const [index, { next }] of state.choices.entries())
      edges.push({ target: next, field: `Choices[${index}]/Next` })
    if (state.default !== undefined) edges.push({ target: state.default, field: 'Default' })
  }
  return edges
}

/**
 * Whether all targets are there, all states are reached, and there is an end. The words are AWS's.
 * `names` are all states as written, those that could not be compiled too.
 */
export function checkGraph(
  startAt: string,
  states: ReadonlyMap<string, State>,
  names: ReadonlySet<string>,
  location: string,
  checks: Checks,
): void {
  if (!names.has(startAt)) missing('StartAt', startAt, `${location}/StartAt`, checks)
  const edges = new Map([...states].map(([name, state]) => [name, edgesOf(state)]))
  // A target that is no text was told already, and reads as ''.
  for (const [name, ways] of edges)
    for (const { target, field } of ways)
      if (!names.has(target) && (target !== '' || checks.errors === 0))
        missing(field.split('/').at(-1) ?? field, target, `${location}/States/${name}/${field}`, checks)
  // What could not be compiled may lead anywhere, and be an end.
  if (states.size < names.size) return
  // Machines inside others are not asked for an end. Observed on AWS in 2026.
  if (location === '' && ![...states.values()].some(isEnd)) {
    checks.error('Workflow has no terminal state', location, 'MISSING_END_STATE')
    return
  }
  const reached = reachable(startAt, edges)
  for (const name of names)
    if (!reached.has(name))
      checks.error(
        `State "${name}" is not reachable.`,
        `${location}/States/${name}`,
        'MISSING_TRANSITION_TARGET',
      )
}

function missing(field: string, target: string, location: string, checks: Checks): void {
  checks.error(`Missing '${field}' target: ${target}`, location, 'MISSING_TRANSITION_TARGET')
}

function isEnd(state: State): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true
  return 'transition' in state && 'end' in state.transition
}

function reachable(startAt: string, edges: ReadonlyMap<string, readonly Edge[]>): Set<string> {
  const reached = new Set<string>()
  const open = [startAt]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    for (const { target } of edges.get(name) ?? []) open.push(target)
  }
  return reached
}
