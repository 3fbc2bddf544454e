import type { Dict } from './values.ts'

/**
 * A document that is worked on many times. AWS's translator copies it deeply each time it is opened, and each time it is
 * closed; with an API of hundreds of methods that is most of its work. Here it is changed in place: the copies are
 * counted, for keys may change places with each, and changes are undone when work on it was broken off by a fault.
 */
export class WorkedDocument {
  /** The document. Everything in it belongs to this. */
  readonly root: Dict
  /** Deep copies that AWS's translator would have made of it so far. */
  copies = 0
  /** How changes since the opening are undone, while somebody works on it. */
  #undo: (() => void)[] | undefined = []

  constructor(root: Dict) {
    this.root = root
  }

  /** Begins to work on it. What was begun before and not finished is undone. */
  open(): void {
    const undo = this.#undo ?? []
    this.#undo = undefined
    for (const one of undo.reverse()) one()
    this.#undo = []
    this.copies += 1
  }

  /** Ends work on it: what was changed stays. */
  close(): void {
    this.#undo = undefined
    this.copies += 1
  }

  /** Notes how a change is undone. */
  changed(undo: () => void): void {
    this.#undo?.push(undo)
  }
}
