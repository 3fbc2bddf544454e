import type { Node } from './steps.ts'

/** What an expression may name of `$states`, beside `input` and `context`. */
export interface Visible {
  readonly result: boolean
  readonly errorOutput: boolean
}

/** What expressions may name where there is neither a result nor an error. */
export const inputAlone: Visible = { result: false, errorOutput: false }

/**
 * Names that Step Functions refuses: expressions have no context item, so that a path that starts with a name reads nothing. Only the first step of a
 * path is read against it; what stands in predicates, orders and groups is read against the step before.
 * Source: what ValidateStateMachineDefinition answered in 2026 (`Reference to 'phone' at the top level is not supported.`).
 */
export function checkNames(ast: Node, visible: Visible): { findings: string[]; variables: Set<string> } {
  const walk = new Walk(visible)
  walk.node(ast, true, new Set())
  return { findings: [...walk.findings], variables: walk.variables }
}

class Walk {
  readonly findings = new Set<string>()
  /** Names of variables that the expression does not bind itself. */
  readonly variables = new Set<string>()
  readonly #visible: Visible

  constructor(visible: Visible) {
    this.#visible = visible
  }

  node(value: unknown, top: boolean, bound: ReadonlySet<string>): ReadonlySet<string> {
    if (typeof value !== 'object' || value === null) return bound
    if (Array.isArray(value)) {
      for (const item of value) this.node(item, top, bound)
      return bound
    }
    const node = value as Node
    switch (node.type) {
      case 'path':
        return this.#path(node, top, bound)
      case 'name':
        if (top) this.findings.add(`Reference to '${String(node.value)}' at the top level is not supported.`)
        break
      case 'variable':
        this.#variable(node, bound)
        break
      case 'block':
        return this.#block(node, top, bound)
      case 'bind': {
        // A function may name itself.
        const inside = new Set([...bound, String((node.lhs as Node).value)])
        this.node(node.rhs, top, inside)
        return inside
      }
      case 'lambda': {
        const parameters = (node.arguments as readonly Node[]).map((one) => String(one.value))
        this.node(node.body, top, new Set([...bound, ...parameters]))
        return bound
      }
      case 'transform':
        this.node([node.pattern, node.update, node.delete], false, bound)
        return bound
    }
    this.#inner(node, top, bound)
    return bound
  }

  /** The parts of all other nodes. */
  #inner(node: Node, top: boolean, bound: ReadonlySet<string>): void {
    for (const part of [
      'lhs',
      'rhs',
      'expression',
      'expressions',
      'procedure',
      'arguments',
      'condition',
      'then',
      'else',
    ])
      this.node(node[part], top, bound)
    for (const part of ['predicate', 'stages', 'group']) this.node(node[part], false, bound)
    this.node(node.terms, false, bound)
    // What a predicate or a stage is made of.
    this.node(node.expr, top, bound)
  }

  #path(node: Node, top: boolean, bound: ReadonlySet<string>): ReadonlySet<string> {
    const steps = node.steps as readonly Node[]
    this.#states(steps)
    let seen = bound
    for (const [index, step] of steps.entries()) {
      // A context variable binding of a step can be seen in those after it.
      this.node(step, top && index === 0, seen)
      const names = [step.focus, step.index].filter((name) => typeof name === 'string')
      if (names.length > 0) seen = new Set([...seen, ...names])
    }
    this.node(node.group, false, seen)
    return bound
  }

  #block(node: Node, top: boolean, bound: ReadonlySet<string>): ReadonlySet<string> {
    let inside = bound
    for (const expression of node.expressions as readonly unknown[])
      inside = this.node(expression, top, inside)
    this.#inner({ ...node, expressions: undefined }, top, inside)
    return bound
  }

  #variable(node: Node, bound: ReadonlySet<string>): void {
    const name = String(node.value)
    if (name === '$') this.findings.add("Reference to '$$' is not supported.")
    else if (name !== '' && name !== 'states' && !bound.has(name)) this.variables.add(name)
    for (const part of ['predicate', 'stages', 'group']) this.node(node[part], false, bound)
  }

  #states([first, second]: readonly Node[]): void {
    if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') return
    const name = String(second.value)
    if (name === 'input' || name === 'context') return
    if (name === 'result' && this.#visible.result) return
    if (name === 'errorOutput' && this.#visible.errorOutput) return
    this.findings.add(`Field '$states.${name}' does not exist.`)
  }
}
