/** The policy of a bus, as PutPermission and RemovePermission change it. */

import { type AccountId, partitionOf } from '../../../aws/identifiers.ts'
import type { JsonObject } from '../../../base/json.ts'
import { type BusAddress, busArn } from './names.ts'

/** One statement that PutPermission makes. */
export interface Permission {
  readonly statementId: string
  readonly action: string
  /** An account, or `*`. */
  readonly principal: string
  readonly condition?: { readonly type: string; readonly key: string; readonly value: string }
}

type Statement = JsonObject & { readonly Sid?: string }

/** Adds a statement, in the place of one of the same id. */
export function withPermission(policy: string | undefined, bus: BusAddress, permission: Permission): string {
  const { statementId, action, principal, condition } = permission
  const arn = `arn:${partitionOf(bus.region)}:iam::${principal as AccountId}:root`
  const statement: Statement = {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: arn },
    Action: action,
    Resource: busArn(bus),
    ...(condition === undefined
      ? {}
      : { Condition: { [condition.type]: { [condition.key]: condition.value } } }),
  }
  const others = statementsOf(policy)
  const at = others.findIndex(({ Sid }) => Sid === statementId)
  return written(at < 0 ? [...others, statement] : others.with(at, statement))
}

/** Takes a statement out. Undefined: there is none of this id; no text: it was the last one. */
export function withoutPermission(
  policy: string | undefined,
  statementId: string,
): { readonly policy?: string } | undefined {
  const statements = statementsOf(policy)
  const left = statements.filter(({ Sid }) => Sid !== statementId)
  if (left.length === statements.length) return undefined
  return left.length === 0 ? {} : { policy: written(left) }
}

function statementsOf(policy: string | undefined): Statement[] {
  if (policy === undefined) return []
  const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement | Statement[] }
  return statements === undefined ? [] : [statements].flat()
}

function written(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}
