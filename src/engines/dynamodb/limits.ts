/** Unit: significant decimal digits. Source: Developer Guide, "Supported data types and naming rules", Number. */
export const numberDigits = 38

/** Unit: powers of ten of the first digit. Source: as above ("up to 9.9...E+125"). */
export const numberExponentMax = 125

/** Unit: powers of ten of the first digit. Source: as above ("1E-130"). */
export const numberExponentMin = -130

/**
 * Unit: levels, the attribute itself being the first.
 * Source: Developer Guide, "Service, account, and table quotas", nested attributes: 32 levels; observed on AWS by
 * dynamodb-conformance: 31 maps around a text are taken, 32 are not.
 */
export const nestingLevels = 32

/** Unit: bytes of names and values of one item. Source: Developer Guide, quotas, "Item size": 400 KB. */
export const itemBytes = 400 * 1024

/** Unit: bytes of a partition key's value. Source: Developer Guide, quotas, "Partition key length". */
export const partitionKeyBytes = 2048

/** Unit: bytes of a sort key's value. Source: Developer Guide, quotas, "Sort key length". */
export const sortKeyBytes = 1024

/** Unit: bytes of an expression's text. Source: Developer Guide, quotas, "Expression parameters": 4 KB. */
export const expressionBytes = 4096

/** Unit: operators and functions of one expression. Source: as above ("operators or functions": 300). */
export const operators = 300

/** Unit: operands to the right of IN. Source: as above ("operands for the IN comparator": 100). */
export const inOperands = 100

/** Unit: steps of a document path. Source: as above, "Attribute value", nesting. */
export const pathSteps = 32

/**
 * Unit: parentheses within parentheses. AWS publishes none; deeper ones do not fit into 4 KB without being redundant,
 * unclosed or more than 300 operators.
 */
export const parentheses = 400

/** Unit: bytes of an attribute's name. Source: Developer Guide, quotas, "Attribute names": up to 64 KB. */
export const attributeNameBytes = 65_535
