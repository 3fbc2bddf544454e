/**
 * The data that the transform works on: a template as JSON has it. Unlike `Json` of base it is changed in place, for
 * AWS's translator does so too, and what is shared between two places of a template must stay shared.
 */
export type Value = null | boolean | number | string | Value[] | Dict

/** An object of a template. Absent members are not there; `undefined` is no value. */
export interface Dict {
  [name: string]: Value
}

/** Whether a value is an object (Python's dict). */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a name is a member of an object itself. Names of every object's ancestors (`constructor`) are none. */
export function has(dict: Dict, name: string): boolean {
  return Object.hasOwn(dict, name)
}

/** The member of a name, or undefined. Never what an object inherits. */
export function get(dict: Dict, name: string): Value | undefined {
  return Object.hasOwn(dict, name) ? dict[name] : undefined
}

/** Whether Python takes a value for true: not null, false, zero, or empty text, list or object. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return !isDict(value) || Object.keys(value).length > 0
}

/** Whether two values are equal by content, as Python's `==` (true is 1 and false is 0; the order of keys does not count). */
export function isEqual(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index]))
    )
  }
  if (isDict(left)) {
    if (!isDict(right)) return false
    const names = Object.keys(left)
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => has(right, name) && isEqual(left[name], right[name]))
    )
  }
  if (typeof left === 'boolean' && typeof right === 'number') return Number(left) === right
  if (typeof left === 'number' && typeof right === 'boolean') return left === Number(right)
  return false
}

/** Sets a member, whatever its name: a plain assignment to `__proto__` would not be one. */
export function put(dict: Dict, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(dict, name, { value, writable: true, enumerable: true, configurable: true })
  } else dict[name] = value
}
