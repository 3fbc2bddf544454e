import { compilePath, putAt } from '../../jsonpath/index.ts'
import { type ReferencePath, StateError } from './types.ts'

/** Why a path cannot be a ResultPath. */
export class NotAReferenceError extends Error {
  override readonly name = 'NotAReferenceError'
}

/** @throws PathSyntaxError, NotAReferenceError */
export function compileResultPath(text: string): ReferencePath {
  const path = compilePath(text)
  if (path.root.kind !== 'input' || !path.reference)
    throw new NotAReferenceError('Value is not a Reference Path')
  return {
    text,
    put(input, result) {
      const put = putAt(input, path.keys, result)
      if ('document' in put) return put.document
      // UNVERIFIED: the words.
      throw new StateError(
        'States.ResultPathMatchFailure',
        `Unable to apply step "${put.refusal.step}" to input ${JSON.stringify(put.refusal.at)}`,
      )
    },
  }
}
