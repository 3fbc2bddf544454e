/** A control group controller: version 0 is none, and then `path` says why. */
export interface GroupFact {
  readonly version: number
  readonly path: string
}

/** What the host program found on this machine. */
export interface HostFacts {
  readonly memory: GroupFact
  readonly cpu: GroupFact
  readonly processes: GroupFact
  readonly freezer: GroupFact
  /** It has the machine's privileges: users of their own for sandboxes. */
  readonly root: boolean
  /** Connections are judged one by one. */
  readonly network: boolean
  /** Sandboxes have a /proc of their own. */
  readonly processList: boolean
}

/** Reads `name=value` lines. */
export function readFacts(texts: readonly string[]): HostFacts {
  const facts = new Map(
    texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  )
  const group = (name: string): GroupFact => {
    const text = facts.get(name) ?? '0:'
    const colon = text.indexOf(':')
    return { version: Number(text.slice(0, colon)), path: text.slice(colon + 1) }
  }
  return {
    memory: group('memory'),
    cpu: group('cpu'),
    processes: group('processes'),
    freezer: group('freezer'),
    root: facts.get('root') === '1',
    network: facts.get('broker') === '1',
    processList: true,
  }
}
