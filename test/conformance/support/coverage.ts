/** Counts which members of a service's structures were really sent, so that a proof over little is seen to be one. */
import type { Shape, StructureShape } from '../../../src/models/index.ts'
import { isRecord } from './difference.ts'

export class Coverage {
  readonly #known = new Map<StructureShape, Set<string>>()

  /** Notes the structures that a shape is made of. */
  know(shape: Shape): void {
    if (shape.type === 'list') this.know(shape.member.shape)
    else if (shape.type === 'map') this.know(shape.value.shape)
    else if ((shape.type === 'structure' || shape.type === 'union') && !this.#known.has(shape)) {
      this.#known.set(shape, new Set())
      for (const member of shape.members) this.know(member.shape)
    }
  }

  /** Notes the members that a value has. */
  mark(shape: Shape, value: unknown): void {
    if (Array.isArray(value)) {
      // A list's, or those of an event stream, whose shape is that of one event.
      for (const part of value) this.mark(shape.type === 'list' ? shape.member.shape : shape, part)
    } else if (shape.type === 'map' && isRecord(value)) {
      for (const part of Object.values(value)) this.mark(shape.value.shape, part)
    } else if ((shape.type === 'structure' || shape.type === 'union') && isRecord(value)) {
      for (const member of shape.members) {
        if (value[member.name] === undefined) continue
        this.#known.get(shape)?.add(member.name)
        this.mark(member.shape, value[member.name])
      }
    }
  }

  /** The share of members that were sent at least once; one when there are none. */
  get share(): number {
    let members = 0
    let sent = 0
    for (const [shape, names] of this.#known) {
      members += shape.members.length
      sent += names.size
    }
    return members === 0 ? 1 : sent / members
  }
}
