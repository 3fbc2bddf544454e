import type { Json, JsonObject } from '../../../../base/json.ts'
import { utf8Bytes } from '../../../../base/utf8.ts'
import type { ItemBatcher } from '../../definition/program.ts'
import type { Scope } from '../../expressions/types.ts'

/** How items are put together for one child execution. Source: Developer Guide, "ItemBatcher (Map)". */
export interface BatchRules {
  readonly maxItems?: number
  /** Of the child's whole input. */
  readonly maxBytes?: number
  /** Goes with each batch as `BatchInput`. */
  readonly batchInput?: Json
}

/** The rules of a Map state's item batcher, evaluated. @throws StateError */
export async function batchRules(batcher: ItemBatcher, scope: Scope): Promise<BatchRules> {
  const maxItems = await batcher.maxItemsPerBatch?.evaluate(scope)
  const maxBytes = await batcher.maxInputBytesPerBatch?.evaluate(scope)
  const batchInput = await batcher.batchInput?.evaluate(scope)
  return {
    ...(maxItems !== undefined && { maxItems }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(batchInput !== undefined && { batchInput }),
  }
}

/** The input of one child execution, and how many items are in it. */
export interface ChildInput {
  readonly input: Json
  readonly itemCount: number
}

/**
 * Puts items into batches, in order. An item that is too large alone is a batch of its own. Without rules each item is a child's input by itself.
 */
export class Batches {
  readonly #rules: BatchRules | undefined
  readonly #frameBytes: number
  #items: Json[] = []
  #bytes = 0

  constructor(rules: BatchRules | undefined) {
    this.#rules = rules
    this.#frameBytes = utf8Bytes(JSON.stringify(this.#input([])))
  }

  /** Takes an item. Answers the child inputs that are complete with it: none, or one. */
  add(item: Json): ChildInput[] {
    const rules = this.#rules
    if (!rules) return [{ input: item, itemCount: 1 }]
    const full: ChildInput[] = []
    // With the comma before it.
    const bytes = utf8Bytes(JSON.stringify(item)) + 1
    const { maxBytes, maxItems } = rules
    if (
      maxBytes !== undefined &&
      this.#items.length > 0 &&
      this.#frameBytes + this.#bytes + bytes - 1 > maxBytes
    ) {
      full.push(...this.rest())
    }
    this.#items.push(item)
    this.#bytes += bytes
    if (maxItems !== undefined && this.#items.length >= maxItems) full.push(...this.rest())
    return full
  }

  /** The last child input, if there is one. */
  rest(): ChildInput[] {
    if (this.#items.length === 0) return []
    const batch = { input: this.#input(this.#items), itemCount: this.#items.length }
    this.#items = []
    this.#bytes = 0
    return [batch]
  }

  #input(items: readonly Json[]): JsonObject {
    const input = this.#rules?.batchInput
    return { ...(input !== undefined && { BatchInput: input }), Items: items }
  }
}
