/** Levels of intrinsic functions inside each other in one field. Source: Step Functions Developer Guide, "Intrinsic functions for JSONPath states". */
export const intrinsicDepthMax = 10

/** Characters that States.Base64Encode, States.Base64Decode and States.Hash take. Source: Step Functions Developer Guide, "Intrinsic functions for JSONPath states". */
export const intrinsicTextCharactersMax = 10_000

/** Elements of an array that States.ArrayRange makes. Source: Step Functions Developer Guide, "Intrinsic functions for JSONPath states". */
export const arrayRangeElementsMax = 1_000

/** What a value that intrinsic functions build may take, as JSON. Unit: bytes. Source: the quota of a state's data. */
export const payloadBytesMax = 256 * 1024

/** Unit: bytes, of the value as JSON. Source: Step Functions Developer Guide, "Passing data between states with variables". */
export const variableBytesMax = 256 * 1024

/** What all variables of one Assign may take together. Unit: bytes. Source: Step Functions Developer Guide, "Passing data between states with variables". */
export const assignBytesMax = 256 * 1024

/** Characters of a variable's name. Source: Step Functions Developer Guide, "Passing data between states with variables". */
export const variableNameCharactersMax = 80

/** Levels of one JSONata evaluation. Source: observed on AWS in 2026: `Depth=101 max=100`. */
export const jsonataDepthMax = 100

/**
 * What one value that a JSONata expression builds may take, a number as eight bytes and a character as one. Unit: bytes. Source: observed on AWS
 * in 2026.
 */
export const jsonataValueBytesMax = 6_990_256

/** Items of a sequence: what a value of numbers alone may have. Source: observed on AWS in 2026, `[1..873782]` is the longest. */
export const jsonataSequenceMax = 873_782

/** Elements that `$range` makes. Source: observed on AWS in 2026. */
export const jsonataRangeElementsMax = 360_145

/**
 * Nodes of an expression that one evaluation goes through. AWS cuts after a time; a count gives the same answer on each machine. The number is
 * chosen: `$sum($map([1..200000], function($v){$v * 2}))` is below it.
 */
export const jsonataStepsMax = 1_000_000
