import type { ConditionNode, ProjectionNode, UpdateNode } from './ast.ts'
import { readCondition } from './parse-condition.ts'
import { readProjection } from './parse-projection.ts'
import { readUpdate } from './parse-update.ts'
import { type ExpressionKind, TokenReader } from './tokens.ts'

/** Unit: expressions. Applications have some dozens; a text is 4 KB at most. */
const rememberedMax = 500

/**
 * Remembers what was read last. An application's expressions are few and come again with each request: to look one up
 * costs a twentieth of reading it.
 */
class ReadOnce<Node> {
  readonly #read: (text: string, kind: ExpressionKind) => Node
  readonly #known = new Map<string, Node>()

  constructor(read: (text: string, kind: ExpressionKind) => Node) {
    this.#read = read
  }

  get(text: string, kind: ExpressionKind): Node {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const node = this.#read(text, kind)
    if (this.#known.size >= rememberedMax) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest)
        break
      }
    }
    this.#known.set(text, node)
    return node
  }
}

const conditions = new ReadOnce<ConditionNode>((text, kind) => readCondition(new TokenReader(text, kind)))
const updates = new ReadOnce<UpdateNode>((text, kind) => readUpdate(new TokenReader(text, kind)))
const projections = new ReadOnce<ProjectionNode>((text, kind) => readProjection(new TokenReader(text, kind)))

/** A condition as it is written. Fails with a DynamoDbError; `kind` stands in its message. */
export function conditionNode(text: string, kind: ExpressionKind): ConditionNode {
  return conditions.get(text, kind)
}

/** An update as it is written. Fails with a DynamoDbError. */
export function updateNode(text: string): UpdateNode {
  return updates.get(text, 'UpdateExpression')
}

/** A projection as it is written. Fails with a DynamoDbError. */
export function projectionNode(text: string): ProjectionNode {
  return projections.get(text, 'ProjectionExpression')
}
