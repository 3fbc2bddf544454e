import { validation } from '../errors.ts'

/** Refuses what no parameter can hold, whatever its type. Fails with ValidationException. */
export function checkValue(value: string): void {
  if (value === '') {
    // The model gives values no least length; AWS words it as if it did, without the value, which may be a secret.
    throw validation(
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
  }
  const nesting = value.indexOf('{{')
  if (nesting >= 0 && value.lastIndexOf('}}') >= nesting + 2) {
    throw validation('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.')
  }
}
