import { invalidParameter } from '../errors.ts'
import type { Update, UpdateAction } from '../expressions/update.ts'
import { typeOf } from '../values/types.ts'
import { validateValue, type WireValue } from '../values/validate.ts'

/** One attribute of AttributeUpdates. */
export interface AttributeUpdate {
  readonly Action?: 'PUT' | 'ADD' | 'DELETE' | undefined
  readonly Value?: WireValue | undefined
}

/** AttributeUpdates as an update. Fails with a DynamoDbError. Source: API Reference, AttributeValueUpdate. */
export function legacyUpdate(updates: Readonly<Record<string, AttributeUpdate>>): Update {
  return { actions: Object.entries(updates).map(([name, update]) => actionOf(name, update)) }
}

function actionOf(name: string, { Action = 'PUT', Value }: AttributeUpdate): UpdateAction {
  if (Value === undefined) {
    if (Action === 'DELETE') return { type: 'REMOVE', path: [name] }
    throw invalidParameter('Only DELETE action is allowed when no attribute value is specified')
  }
  const value = validateValue(Value)
  if (Action === 'PUT') return { type: 'SET', path: [name], value: { type: 'value', value } }
  const type = typeOf(value)
  const isSet = type === 'SS' || type === 'NS' || type === 'BS'
  if (Action === 'DELETE') {
    if (!isSet) throw invalidParameter(`DELETE action with value is not supported for the type ${type}`)
  } else if (!isSet && type !== 'N' && type !== 'L') {
    throw invalidParameter(`ADD action is not supported for the type ${type}`)
  }
  return { type: Action, path: [name], value, legacy: true }
}
