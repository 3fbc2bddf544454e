/** What a field of an event holds when it holds neither an object nor a list. */
export type Scalar = string | number | boolean | null

/** Whether a field's value is wanted. */
export type ScalarTest = (value: Scalar) => boolean
