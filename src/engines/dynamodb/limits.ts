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
